package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.inspection.cases.domain.FrameworkCommand.RegisterFramework;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;

/**
 * The rules of the register: a version never changes, the next one has the next number and scores
 * by the same method.
 */
public final class FrameworkDecider {
    private FrameworkDecider() {}

    public static FrameworkVersions initial() {
        return new FrameworkVersions(List.of());
    }

    // ---- fold

    public static FrameworkVersions evolve(FrameworkVersions state, FrameworkEvent event) {
        return switch (event) {
            case FrameworkRegistered(Framework framework) -> {
                var registered = new ArrayList<>(state.registered());
                registered.add(framework);
                yield new FrameworkVersions(List.copyOf(registered));
            }
        };
    }

    // ---- decisions

    /**
     * The events that a command makes; none when it says what is so already. That the framework is
     * sound is known before: {@link FrameworkRules#requireSound}.
     *
     * @throws Refused when a rule says no
     */
    public static List<FrameworkEvent> decide(FrameworkVersions state, FrameworkCommand command) {
        return switch (command) {
            case RegisterFramework(Framework framework, List<Framework> shipped) ->
                    register(
                            framework,
                            Stream.concat(state.registered().stream(), shipped.stream()).toList());
        };
    }

    private static List<FrameworkEvent> register(Framework framework, List<Framework> known) {
        Optional<Framework> same =
                known.stream().filter(v -> v.version() == framework.version()).findFirst();
        if (same.filter(framework::equals).isPresent()) {
            return List.of();
        }
        int next = known.stream().mapToInt(Framework::version).max().orElse(0) + 1;
        if (same.isPresent()) {
            throw Refused.conflict(
                    "A framework version never changes, and version %d of %s has another document."
                            .formatted(framework.version(), framework.id()),
                    "version",
                    "must be %d, the next one".formatted(next));
        }
        if (framework.version() != next) {
            throw Refused.conflict(
                    "The next version of %s is %d.".formatted(framework.id(), next),
                    "version",
                    "must be %d, the next one".formatted(next));
        }
        known.stream()
                .map(FrameworkDecider::method)
                .filter(method -> !method.equals(method(framework)))
                .findFirst()
                .ifPresent(method -> {
                    throw Refused.conflict(
                            "All versions of a framework have one method, and %s has %s."
                                    .formatted(framework.id(), method),
                            "method",
                            "must be " + method);
                });
        return List.of(new FrameworkRegistered(framework));
    }

    // ---- helpers

    private static String method(Framework framework) {
        return switch (framework) {
            case PooledPercentage _ -> "pooled-percentage";
            case RatedStandards _ -> "rated-standards";
        };
    }
}
