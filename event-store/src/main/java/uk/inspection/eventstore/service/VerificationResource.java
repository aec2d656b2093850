package uk.inspection.eventstore.service;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.verification.Verification;
import uk.inspection.eventstore.verification.Verification.Checked;
import uk.inspection.eventstore.verification.Verification.Report;
import uk.inspection.eventstore.verification.Verification.State;

/** Whether everything that this service keeps is still what was written. */
@Path("/admin/verification")
@Tag(name = "Operation")
@RolesAllowed(AdminResource.OPERATOR)
@RunOnVirtualThread
public class VerificationResource {
    private final EventStore eventStore;

    VerificationResource(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    /**
     * One check.
     *
     * @param state none while its turn is still to come, running, passed or failed
     * @param counts what it counts, and {@code counted} how many so far
     * @param note what else is to be told of what passed, a sentence
     * @param difference the first that was found, a sentence
     * @param problem why the check could not be finished
     */
    public record CheckView(
            String name,
            String state,
            String counts,
            long counted,
            long millis,
            @Nullable String note,
            @Nullable String difference,
            @Nullable String problem) {
        static CheckView of(Checked check) {
            return new CheckView(
                    check.name(),
                    word(check.state()),
                    check.counts(),
                    check.counted(),
                    check.millis(),
                    check.note(),
                    check.difference(),
                    check.problem());
        }
    }

    /**
     * The newest verification of this instance since it was started.
     *
     * @param state none, running, passed or failed
     */
    public record VerificationView(
            String state,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            List<CheckView> checks) {
        static VerificationView of(Report report) {
            return new VerificationView(
                    word(report.state()),
                    report.startedAt(),
                    report.endedAt(),
                    report.checks().stream().map(CheckView::of).toList());
        }
    }

    /**
     * What asking for a verification came to.
     *
     * @param started false when one was running already, which goes on
     */
    public record StartedView(boolean started, VerificationView verification) {}

    @POST
    @ResponseStatus(202)
    @Operation(
            operationId = "startVerification",
            summary = "Check everything that this service keeps",
            description =
                    "Every hash chain, the log against its topics, what the service adds, and the"
                            + " read models against the events, beside live traffic. While one is"
                            + " running no other is started.")
    @APIResponse(
            responseCode = "202",
            description = "Whether one was started, and how far the one under way is",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = StartedView.class)))
    public StartedView start() {
        Verification verification = eventStore.parts().verification();
        boolean started = verification.start();
        return new StartedView(started, VerificationView.of(verification.report()));
    }

    @GET
    @Operation(
            operationId = "getVerification",
            summary = "How far the newest verification is, and what it found")
    public VerificationView get() {
        return VerificationView.of(eventStore.parts().verification().report());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
