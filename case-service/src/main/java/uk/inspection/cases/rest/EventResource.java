package uk.inspection.cases.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.store.Inspections;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Recorded;

/** An inspection's history, as it was written. */
@Path("/v1/inspections/{id}/events")
@Tag(name = "History")
@RunOnVirtualThread
public class EventResource {
    private final Inspections inspections;
    private final Access access;
    private final ObjectMapper json;

    EventResource(Inspections inspections, Access access, ObjectMapper json) {
        this.inspections = inspections;
        this.access = access;
        this.json = json;
    }

    /** One event with its envelope. {@code hash} is hexadecimal. */
    public record EventView(
            long version,
            long position,
            String type,
            int typeVersion,
            Instant occurredAt,
            Instant recordedAt,
            String actor,
            @Nullable String onBehalfOf,
            @Nullable String causation,
            String correlation,
            String hash,
            JsonNode data) {}

    @GET
    @MinVersion
    @Recorded
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(operationId = "listEvents", summary = "The events of an inspection, in order")
    public Page<EventView> list(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        access.entered(id);
        List<StoredEvent> events = inspections.events(id, Page.place(cursor, after), limit + 1);
        Page<StoredEvent> page = Page.of(events, limit, StoredEvent::version);
        return new Page<>(page.items().stream().map(this::view).toList(), page.next());
    }

    private EventView view(StoredEvent event) {
        try {
            return new EventView(
                    event.version(),
                    event.position(),
                    event.type(),
                    event.typeVersion(),
                    event.occurredAt(),
                    event.recordedAt(),
                    event.actor(),
                    event.onBehalfOf(),
                    event.causation(),
                    event.correlation(),
                    HexFormat.of().formatHex(event.hash()),
                    json.readTree(event.bytes()));
        } catch (IOException corrupt) {
            throw new UncheckedIOException(event.id() + " cannot be read.", corrupt);
        }
    }
}
