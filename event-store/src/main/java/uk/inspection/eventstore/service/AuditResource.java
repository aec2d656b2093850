package uk.inspection.eventstore.service;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.postgres.AuditTrail.Entry;
import uk.inspection.eventstore.postgres.AuditTrail.Kind;
import uk.inspection.eventstore.postgres.AuditTrail.Place;
import uk.inspection.eventstore.postgres.AuditTrail.Reading;
import uk.inspection.eventstore.postgres.AuditTrail.Wanted;
import uk.inspection.eventstore.postgres.AuditTrail.Write;

/** Who wrote what in this service's log, and who read what names a case. */
@Path("/admin/audit")
@Tag(name = "Operation")
@RolesAllowed(AdminResource.OPERATOR)
@RunOnVirtualThread
public class AuditResource {
    /** Characters of a filter; none of what is asked for is longer but a subject. */
    private static final int TEXT_MAX = 1000;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final EventStore eventStore;

    AuditResource(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    /**
     * A write or a read.
     *
     * @param at when it was recorded
     * @param kind write or read
     * @param actor subject of the person, or name of the service
     * @param onBehalfOf for whom he did it; absent where for nobody
     * @param request id of the request that began it
     * @param event id, {@code type}, {@code stream} and {@code version} of what was written, never
     *     its data
     * @param operation id of the operation that was called; with it the reader's {@code roles},
     *     {@code inspection} and {@code caseId} where he asked for one alone, and the {@code
     *     status} of the answer
     */
    public record AuditView(
            Instant at,
            String kind,
            String actor,
            @Nullable String onBehalfOf,
            String request,
            @Nullable String event,
            @Nullable String type,
            @Nullable String stream,
            @Nullable Long version,
            @Nullable String operation,
            @Nullable String roles,
            @Nullable String inspection,
            @Nullable String caseId,
            @Nullable Integer status) {
        static AuditView of(Entry entry) {
            Write write = entry.write();
            Reading read = entry.read();
            return new AuditView(
                    entry.at(),
                    word(entry.kind()),
                    entry.actor(),
                    entry.onBehalfOf(),
                    entry.request(),
                    write == null
                            ? null
                            : write.topic() + "/" + write.stream() + "/" + write.version(),
                    write == null ? null : write.type(),
                    write == null ? null : write.stream(),
                    write == null ? null : write.version(),
                    read == null ? null : read.operation(),
                    read == null ? null : read.roles(),
                    read == null ? null : read.inspection(),
                    read == null ? null : read.caseId(),
                    read == null ? null : read.status());
        }
    }

    @GET
    @Recorded
    @Operation(
            operationId = "listAudit",
            summary = "Who wrote, and who read what names a case, newest first",
            description =
                    "Without a filter everything. actor is who did it, onBehalfOf for whom;"
                            + " inspection the stream of a write too; request the id that every"
                            + " answer names in X-Request-Id, or the chain's first. case, with kind"
                            + " read and an inspection, finds reads of the case and of all cases of"
                            + " the inspection. from is the earliest instant, to the one before"
                            + " which it must be. Looking here is recorded as well.")
    public Page<AuditView> list(
            @QueryParam("kind") @Pattern(regexp = "write|read", message = "must be write or read")
                    @Nullable String kind,
            @QueryParam("actor") @Size(max = TEXT_MAX) @Nullable String actor,
            @QueryParam("onBehalfOf") @Size(max = TEXT_MAX) @Nullable String onBehalfOf,
            @QueryParam("inspection") @Size(max = TEXT_MAX) @Nullable String inspection,
            @QueryParam("case") @Size(max = TEXT_MAX) @Nullable String caseId,
            @QueryParam("request") @Size(max = TEXT_MAX) @Nullable String request,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (caseId != null && (inspection == null || !word(Kind.READ).equals(kind))) {
            throw invalid(
                    "What is written is not told apart by case here.",
                    new Violation("case", "must come with kind=read and an inspection"));
        }
        Instant earliest = instant("from", from);
        Instant before = instant("to", to);
        if (earliest != null && before != null && !earliest.isBefore(before)) {
            throw invalid(
                    "Nothing is between these two instants.",
                    new Violation("to", "must be after from"));
        }
        var wanted =
                new Wanted(
                        kind == null ? null : kind.equals(word(Kind.READ)) ? Kind.READ : Kind.WRITE,
                        actor,
                        onBehalfOf,
                        inspection,
                        caseId,
                        request,
                        earliest,
                        before);
        Page<Entry> page =
                Page.ofText(
                        eventStore.audit().list(wanted, place(cursor), limit + 1),
                        limit,
                        entry -> text(entry.place()));
        return new Page<>(page.items().stream().map(AuditView::of).toList(), page.next());
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case WRITE -> "write";
            case READ -> "read";
        };
    }

    private static @Nullable Instant instant(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            var instant = Instant.parse(text);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw invalid(
                "This %s is no instant that can be asked for.".formatted(field),
                new Violation(
                        field,
                        "must be an instant such as 2009-06-24T09:00:00Z, from %s to %s"
                                .formatted(EARLIEST, LATEST)));
    }

    private static RuntimeException invalid(String sentence, Violation violation) {
        return Requests.problem(new Refusal(Refusal.Kind.INVALID, sentence, List.of(violation)));
    }

    private static String text(Place place) {
        return "%d/%s/%d"
                .formatted(
                        ChronoUnit.MICROS.between(Instant.EPOCH, place.at()),
                        word(place.kind()),
                        place.number());
    }

    private static Place place(@Nullable String cursor) {
        if (cursor == null) {
            return Place.START;
        }
        String[] parts = Page.text(cursor).split("/", -1);
        try {
            Instant at = Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS);
            long number = Long.parseLong(parts[2]);
            if (parts.length != 3 || at.isBefore(EARLIEST) || at.isAfter(LATEST) || number < 1) {
                throw Page.foreign();
            }
            return switch (parts[1]) {
                case "write" -> new Place(at, Kind.WRITE, number);
                case "read" -> new Place(at, Kind.READ, number);
                default -> throw Page.foreign();
            };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw Page.foreign();
        }
    }
}
