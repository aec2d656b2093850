package uk.inspection.plan.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
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

    /** The command comes to a plan whose deadlines up to its day the timer has raised. */
    When when(PlanCommand command) {
        return new When(punctual(state(), day(command)), command);
    }

    /** The command comes before the timer, which was away since the last event. */
    When whenTheTimerIsLate(PlanCommand command) {
        return new When(state(), command);
    }

    private static PlanState punctual(PlanState state, LocalDate day) {
        PlanState now = state;
        if (state instanceof PlanState.Plan plan) {
            for (Deadlines.Deadline one : plan.deadlines().pending()) {
                if (!one.on().isAfter(day)) {
                    var raise =
                            new PlanCommand.RaiseDeadline(
                                    one.kind(), one.number(), one.on(), one.dueOn(), day);
                    for (PlanEvent event : PlanDecider.decide(now, raise)) {
                        now = PlanDecider.evolve(now, event);
                    }
                }
            }
        }
        return now;
    }

    private static LocalDate day(PlanCommand command) {
        return switch (command) {
            case PlanCommand.SubmitPlan submit -> submit.on();
            case PlanCommand.SignPlanOff sign -> sign.on();
            case PlanCommand.ReturnPlan back -> back.on();
            case PlanCommand.FinalisePlan finalise -> finalise.on();
            case PlanCommand.ChangeDueDate change -> change.on();
            case PlanCommand.SubmitMonitoringReturn submit -> submit.on();
            case PlanCommand.ArrangeReinspection arrange -> arrange.announcedOn();
            case PlanCommand.RequestPlan _, PlanCommand.RaiseDeadline _ -> LocalDate.MIN;
        };
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
