package uk.inspection.reporting.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.Seen;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.CausalOrder;
import uk.inspection.reporting.domain.CausalOrder.Entry;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.projection.HistoryEntity;

/** All that happened to an inspection, in every service: who did what when, and never answers. */
@Path("/v1/inspections/{id}/history")
@Tag(name = "History")
@RunOnVirtualThread
public class HistoryResource {
    /**
     * Ten times the limit of other lists: one inspection's whole history is read in one causal
     * order, most have fewer events than this, and an envelope is small.
     */
    private static final int LIMIT_MAX = 1000;

    private static final Instant EARLIEST = start(ReportDecider.EARLIEST);
    private static final Instant LATEST = start(ReportDecider.LATEST);
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private static final Map<String, String> SERVICES =
            Map.of(
                    "case-events", "case-service",
                    "score-events", "scoring-service",
                    "self-audit-score-events", "scoring-service",
                    "report-events", "reporting-service",
                    "improvement-plan-events", "improvement-plan-service");

    private final Requests requests;

    HistoryResource(Requests requests) {
        this.requests = requests;
    }

    /** One event's envelope. {@code hash} is hexadecimal. */
    public record HistoryView(
            String service,
            String topic,
            long version,
            String type,
            Instant occurredAt,
            Instant recordedAt,
            String actor,
            @Nullable String causation,
            String correlation,
            String hash) {}

    @GET
    @MinVersion
    @Recorded
    @RolesAllowed({
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.YOT,
        Roles.OPERATOR
    })
    @Operation(
            operationId = "getHistory",
            summary = "All services' events of an inspection, causes before effects",
            description =
                    "An event comes after all that its writer had seen; of events that know nothing"
                            + " of each other the earlier one goes first. The same on every replay."
                            + " With asOf, an instant from 1990-01-01 to 2200-01-01, only what had"
                            + " happened by then. Pages of up to 1,000, more than other lists give:"
                            + " most inspections' whole history in one causal order. For the"
                            + " inspectorate and the operator; a self-audit's for the audited"
                            + " service and the operator alone, and found by nobody else.")
    public Page<HistoryView> history(
            @PathParam("id") String id,
            @QueryParam("asOf") @Nullable String asOf,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("" + LIMIT_MAX) @Min(1) @Max(LIMIT_MAX) int limit) {
        Readers.mustSeeHistory(requests, id);
        Map<String, Long> reached = reached(cursor);
        var rows = HistoryEntity.after(id, reached, instant(asOf), limit + 1);
        Collection<List<Entry<HistoryEntity>>> topics =
                rows.stream()
                        .map(row ->
                                new Entry<>(
                                        row.topic,
                                        row.version,
                                        row.occurredAt,
                                        Seen.read(row.seen),
                                        row))
                        .collect(Collectors.groupingBy(Entry::topic))
                        .values();
        var order = CausalOrder.merge(topics, limit + 1);
        var page = order.subList(0, Math.min(limit, order.size()));
        page.forEach(entry -> reached.put(entry.topic(), entry.version()));
        return new Page<>(
                page.stream().map(entry -> view(entry.event())).toList(),
                order.size() > limit ? cursor(reached) : null);
    }

    /** Which service writes to a topic; the topic itself where it is nobody's. */
    public static String service(String topic) {
        return SERVICES.getOrDefault(topic, topic);
    }

    private static HistoryView view(HistoryEntity row) {
        return new HistoryView(
                service(row.topic),
                row.topic,
                row.version,
                row.type,
                row.occurredAt,
                row.recordedAt,
                row.actor,
                row.causation,
                row.correlation,
                row.hash);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The instant that a history is asked for; the end of time where none is named. */
    public static Instant instant(@Nullable String asOf) {
        if (asOf == null) {
            return END_OF_TIME;
        }
        try {
            var instant = Instant.parse(asOf);
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw Requests.problem(
                        new Refusal(
                                Refusal.Kind.INVALID,
                                "This asOf is beyond any inspection's history.",
                                List.of(
                                        new Violation(
                                                "asOf",
                                                "must be from %s to %s"
                                                        .formatted(EARLIEST, LATEST)))));
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw Requests.problem(
                    Response.Status.BAD_REQUEST,
                    "This asOf is no instant.",
                    List.of(
                            new Violation(
                                    "asOf", "must be an instant such as 2009-06-24T09:00:00Z")));
        }
    }

    /** The version reached in each topic: all that there is to remember between pages. */
    private static Map<String, Long> reached(@Nullable String cursor) {
        var reached = new LinkedHashMap<String, Long>();
        CausalOrder.TOPICS.forEach(topic -> reached.put(topic, 0L));
        if (cursor == null) {
            return reached;
        }
        try {
            var named =
                    Seen.read(
                            new String(
                                    Base64.getUrlDecoder().decode(cursor),
                                    StandardCharsets.US_ASCII));
            if (!reached.keySet().containsAll(named.keySet())) {
                throw new IllegalArgumentException("no topic of ours");
            }
            reached.putAll(named);
            return reached;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw Page.foreign();
        }
    }

    private static String cursor(Map<String, Long> reached) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        Seen.write(new TreeMap<>(reached)).getBytes(StandardCharsets.US_ASCII));
    }
}
