package uk.inspection.eventstore.service;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import uk.inspection.eventstore.kafka.ParkedCounts;

/**
 * Whether the service can do its work: the log is whole, the writer runs, the broker answers,
 * somebody publishes the log, and other services' events are being applied. The database has its
 * own check.
 */
@ApplicationScoped
class ReadinessChecks {
    private final EventStore eventStore;

    ReadinessChecks(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @Produces
    @Readiness
    HealthCheck writer() {
        return check(
                "writer",
                () ->
                        eventStore.open() && eventStore.parts().writer().running()
                                ? Optional.empty()
                                : Optional.of("The writer does not run."));
    }

    @Produces
    @Readiness
    HealthCheck log() {
        return check(
                "log",
                () -> {
                    var parts = eventStore.parts();
                    var subscription = parts.subscription();
                    long held = subscription == null ? 0 : subscription.heldCount();
                    return parts.opening()
                            .problem()
                            .or(() ->
                                    held == 0
                                            ? Optional.empty()
                                            : Optional.of(
                                                    "%d inspections are being restored from other services' topics."
                                                            .formatted(held)));
                });
    }

    @Produces
    @Readiness
    HealthCheck broker() {
        return check(
                "broker",
                () -> {
                    var parts = eventStore.parts();
                    parts.topics().ends(parts.ownTopics().getFirst()); // fails when it is away
                    return Optional.empty();
                });
    }

    @Produces
    @Readiness
    HealthCheck relay() {
        return check("relay", () -> eventStore.parts().relay().problem());
    }

    @Produces
    @Readiness
    HealthCheck subscription() {
        return check(
                "subscription",
                () -> {
                    var subscription = eventStore.parts().subscription();
                    if (subscription == null) {
                        return Optional.empty();
                    }
                    return subscription
                            .problem()
                            .or(() ->
                                    subscription.positioned()
                                            ? Optional.empty()
                                            : Optional.of("No partition is being read yet."));
                });
    }

    /**
     * What is parked is data here and never a reason not to be ready: it holds up its own
     * inspection, and the service has all others to serve.
     */
    @Produces
    @Readiness
    HealthCheck parked() {
        return () -> {
            var response = HealthCheckResponse.named("parked").up();
            try {
                return counted(response, counts()).build();
            } catch (RuntimeException away) {
                return response.withData("problem", String.valueOf(away.getMessage())).build();
            }
        };
    }

    /**
     * Whether requests should come to this instance, for who shares them out: its log was found
     * whole and its writer runs. Stores are not asked. They are the same for all instances, so
     * nobody else would serve in its place; and while one is away it answers what it can, and says
     * why it cannot.
     */
    @Produces
    @HealthGroup("serving")
    HealthCheck serving() {
        return check(
                "serving",
                () -> {
                    var parts = eventStore.parts();
                    return parts.opening()
                            .problem()
                            .or(() ->
                                    parts.writer().running()
                                            ? Optional.empty()
                                            : Optional.of("The writer does not run."));
                });
    }

    /** The operator's alarm, apart from readiness: down while anything is parked. */
    @Produces
    @HealthGroup("repair")
    HealthCheck nothingParked() {
        return () -> {
            var response = HealthCheckResponse.named("nothing-parked");
            try {
                ParkedCounts counts = counts();
                return counted(response.status(counts.events() == 0), counts).build();
            } catch (RuntimeException away) {
                return response.down()
                        .withData("problem", String.valueOf(away.getMessage()))
                        .build();
            }
        };
    }

    private ParkedCounts counts() {
        var subscription = eventStore.parts().subscription();
        return subscription == null ? ParkedCounts.NONE : subscription.counts();
    }

    private static HealthCheckResponseBuilder counted(
            HealthCheckResponseBuilder response, ParkedCounts counts) {
        response.withData("events", counts.events())
                .withData("inspections", counts.inspections())
                .withData("discardedNotAccepted", counts.unaccepted());
        return counts.oldest() == null
                ? response
                : response.withData("since", counts.oldest().toString());
    }

    private static HealthCheck check(String name, Supplier<Optional<String>> problem) {
        return () -> {
            var response = HealthCheckResponse.named(name);
            try {
                var found = problem.get();
                found.ifPresent(why -> response.withData("problem", why));
                return response.status(found.isEmpty()).build();
            } catch (RuntimeException away) {
                return response.down()
                        .withData("problem", String.valueOf(away.getMessage()))
                        .build();
            }
        };
    }
}
