package uk.inspection.eventstore.service;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.kafka.ParkedRecord;
import uk.inspection.eventstore.service.EventStore.Parts;

/** The operator's doors: how far the log is published, how far other logs are applied. */
@Path("/admin")
@Tag(name = "Operation")
@RolesAllowed(AdminResource.OPERATOR)
@RunOnVirtualThread
public class AdminResource {
    static final String OPERATOR = "operator";

    private final EventStore eventStore;

    AdminResource(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    /**
     * Where the relay stands.
     *
     * @param leader whether this instance publishes
     * @param lag events written and not yet published
     * @param refilling topics that were lost and are being filled again from the log
     * @param problem why it does not publish now
     */
    public record RelayView(
            boolean leader,
            long cursor,
            long position,
            long lag,
            List<String> refilling,
            @Nullable String problem) {}

    /**
     * Where the read models stand; own events are applied as they are written.
     *
     * @param lag records of other services' topics not yet applied, in all and by topic
     * @param queued commands and records that wait for the writer
     * @param awaiting reactions that lack a fact still to come, since {@code oldestAwaiting}
     * @param parked records that wait for repair
     */
    public record ProjectionsView(
            long lag,
            Map<String, Long> topics,
            long position,
            int queued,
            long awaiting,
            @Nullable Instant oldestAwaiting,
            long parked) {}

    public record ParkedView(List<ParkedRecord> items) {}

    /** Which records to try again: those of one inspection. */
    public record Retry(@NotBlank @Size(max = 200) String stream) {}

    /** How many are still parked. */
    public record RetriedView(long parked) {}

    @GET
    @Path("relay")
    @Operation(operationId = "getRelay", summary = "How far the log is published")
    public RelayView relay() {
        Parts<?> parts = eventStore.parts();
        long cursor = parts.relay().cursor(); // read first, so that the lag is never below zero
        long position = parts.log().position();
        return new RelayView(
                parts.relay().leader(),
                cursor,
                position,
                position - cursor,
                parts.relay().refilling(),
                parts.relay().problem().orElse(null));
    }

    @GET
    @Path("projections")
    @Operation(
            operationId = "getProjections",
            summary = "How far other services' events are applied")
    public ProjectionsView projections() {
        Parts<?> parts = eventStore.parts();
        var subscription = parts.subscription();
        Map<String, Long> topics = subscription == null ? Map.of() : subscription.lag();
        return new ProjectionsView(
                topics.values().stream().mapToLong(Long::longValue).sum(),
                topics,
                parts.log().position(),
                parts.writer().queued(),
                subscription == null ? 0 : subscription.awaitingCount(),
                subscription == null ? null : subscription.oldestAwaiting().orElse(null),
                subscription == null ? 0 : subscription.parkedCount());
    }

    @GET
    @Path("parked-events")
    @Operation(operationId = "listParkedEvents", summary = "Records that could not be applied")
    public ParkedView parked(@QueryParam("limit") @DefaultValue("50") @Min(1) @Max(100) int limit) {
        var subscription = eventStore.parts().subscription();
        return new ParkedView(subscription == null ? List.of() : subscription.parked(limit));
    }

    @POST
    @Path("parked-events/retry")
    @Operation(
            operationId = "retryParkedEvents",
            summary = "Try an inspection's parked records again, in order")
    public RetriedView retry(@NotNull @Valid Retry retry) throws InterruptedException {
        var subscription = eventStore.parts().subscription();
        return new RetriedView(subscription == null ? 0 : subscription.retry(retry.stream()));
    }
}
