package uk.inspection.eventstore.service;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.EventStore.Parts;

/**
 * Reads and sets the business clock, where it can be set: in the demo and test profiles with a file
 * configured.
 *
 * <p>Elsewhere these doors do not exist. A service is built once and told its profile when it runs,
 * so what is decided at build time does not help. {@code EndpointDisabled} is decided when the
 * service starts: without the file's name this class is not among its resources, no method of the
 * address is known, and whoever asks gets what any unknown address gives. With the file's name a
 * service in any other profile does not start at all ({@link BusinessClock}). No API document
 * describes them, because the documents are written by the build and describe production.
 */
@Path("/admin/clock")
@EndpointDisabled(name = BusinessClock.FILE, stringValue = "", disableIfMissing = true)
@RolesAllowed(AdminResource.OPERATOR)
@RunOnVirtualThread
public class ClockResource {
    private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");
    private static final Instant BEYOND = Instant.parse("2201-01-01T00:00:00Z");
    private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final BusinessClock clock;
    private final EventStore eventStore;

    ClockResource(BusinessClock clock, EventStore eventStore) {
        this.clock = clock;
        this.eventStore = eventStore;
    }

    /**
     * What time it is.
     *
     * @param today the day in London
     * @param settable always true: where the clock cannot be set, nobody answers
     */
    public record ClockView(Instant instant, LocalDate today, boolean settable) {}

    /** As text, because a number would be read as seconds of an epoch. */
    public record Setting(@NotNull @Size(max = 40) String instant) {}

    @GET
    @Operation(operationId = "getClock", hidden = true)
    public ClockView get() {
        return view(clock.instant());
    }

    /**
     * Sets the clock, once this service has published and applied everything that happened before:
     * otherwise a fact that is still on its way would be dated after days that came later. What
     * other services still have on its way to one another, their own doors tell; a request that
     * comes in between the last look and the setting is as early or late as its sender made it.
     */
    @PUT
    @Operation(operationId = "setClock", hidden = true)
    public ClockView set(@NotNull @Valid Setting setting) throws InterruptedException {
        Instant instant = likely(setting.instant());
        if (!caughtUp()) {
            throw HttpProblem.builder()
                    .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                    .withTitle(Response.Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                    .withDetail(
                            "The service has not published and applied everything that happened"
                                    + " before; the clock was not set.")
                    .withHeader(HttpHeaders.RETRY_AFTER, 1)
                    .build();
        }
        clock.set(instant);
        return view(clock.instant());
    }

    /** Looks again and again: neither broker nor database say when there is nothing left. */
    private boolean caughtUp() throws InterruptedException {
        long giveUp = System.nanoTime() + CATCH_UP_WITHIN.toNanos();
        while (behind()) {
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }

    /** In the order in which facts pass through: what is applied is written, then published. */
    private boolean behind() {
        Parts<?> parts = eventStore.parts();
        return !eventStore.heardAll() || parts.writer().queued() > 0 || parts.relay().lag() > 0;
    }

    private static Instant likely(String text) {
        Instant instant;
        try {
            instant = Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Requests.problem(
                    Response.Status.BAD_REQUEST,
                    "The clock is set to an instant.",
                    List.of(
                            new Violation(
                                    "instant", "must be an instant such as 2009-06-24T09:00:00Z")));
        }
        if (instant.isBefore(FIRST) || !instant.isBefore(BEYOND)) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "No inspection takes place at such a time.",
                            List.of(new Violation("instant", "must be within 1990 to 2200"))));
        }
        return instant;
    }

    private static ClockView view(Instant instant) {
        return new ClockView(instant, LocalDate.ofInstant(instant, BusinessClock.LONDON), true);
    }
}
