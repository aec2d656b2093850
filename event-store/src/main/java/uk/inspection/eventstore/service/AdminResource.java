package uk.inspection.eventstore.service;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
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
     * @param awaited what the oldest of them waits for
     * @param parked records that wait for repair
     */
    public record ProjectionsView(
            long lag,
            Map<String, Long> topics,
            long position,
            int queued,
            long awaiting,
            @Nullable Instant oldestAwaiting,
            @Nullable String awaited,
            long parked) {}

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
                parts.log().awaiting(1).stream()
                        .map(waiting -> waiting.awaiting().what())
                        .findFirst()
                        .orElse(null),
                subscription == null ? 0 : subscription.parkedCount());
    }
}
