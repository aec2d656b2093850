package uk.inspection.plan.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import uk.inspection.contract.PlanEvent;

/** {@code given(events).when(command).then(events)}. */
final class Story {
    private final List<PlanEvent> before;

    private Story(List<PlanEvent> before) {
        this.before = before;
    }

    static Story given(PlanEvent... events) {
        return new Story(List.of(events));
    }

    static Story given(List<PlanEvent> events, PlanEvent... more) {
        var all = new ArrayList<>(events);
        all.addAll(List.of(more));
        return new Story(all);
    }

    When when(PlanCommand command) {
        return new When(state(), command);
    }

    PlanState state() {
        PlanState state = PlanDecider.initial();
        for (PlanEvent event : before) {
            state = PlanDecider.evolve(state, event);
        }
        return state;
    }

    Deadlines deadlines() {
        return ((PlanState.Plan) state()).deadlines();
    }

    record When(PlanState state, PlanCommand command) {
        void then(PlanEvent... events) {
            assertThat(PlanDecider.decide(state, command)).containsExactly(events);
        }

        void thenNothing() {
            then();
        }

        Refused thenRefused(Refused.Kind kind, String sentence) {
            Refused refused =
                    catchThrowableOfType(Refused.class, () -> PlanDecider.decide(state, command));
            assertThat(refused).isNotNull();
            assertThat(refused.sentence()).isEqualTo(sentence);
            assertThat(refused.kind()).isEqualTo(kind);
            return refused;
        }
    }
}
