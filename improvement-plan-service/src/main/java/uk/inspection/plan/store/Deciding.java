package uk.inspection.plan.store;

import java.util.List;
import uk.inspection.contract.Codec;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Refusal;
import uk.inspection.plan.domain.PlanCommand;
import uk.inspection.plan.domain.PlanDecider;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.Refused;

/** What the domain decides, in the words of the event store. */
public final class Deciding {
    private Deciding() {}

    /** The bytes that a repeat of the command is answered with. */
    interface Keeping {
        byte[] keep(PlanState after, long version, List<PlanEvent> events);
    }

    /** A decision that nobody waits to be answered. */
    public static Decision decide(PlanState state, PlanCommand command) {
        return decide(state, 0, command, (_, _, _) -> new byte[0]);
    }

    static Decision decide(PlanState state, long version, PlanCommand command, Keeping answer) {
        try {
            List<PlanEvent> events = PlanDecider.decide(state, command);
            PlanState after = state;
            for (PlanEvent event : events) {
                after = PlanDecider.evolve(after, event);
            }
            return new Decision.Accept(
                    events.stream().map(Deciding::encode).toList(),
                    answer.keep(after, version + events.size(), events));
        } catch (Refused refused) {
            return new Decision.Refuse(refusal(refused));
        }
    }

    private static NewEvent encode(PlanEvent event) {
        return new NewEvent(
                Plans.TOPIC, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    private static Refusal refusal(Refused refused) {
        return new Refusal(
                switch (refused.kind()) {
                    case MISSING -> Refusal.Kind.MISSING;
                    case INVALID -> Refusal.Kind.INVALID;
                    case CONFLICT -> Refusal.Kind.CONFLICT;
                    case STALE -> Refusal.Kind.STALE;
                },
                refused.sentence(),
                refused.violations().stream()
                        .map(v -> new Refusal.Violation(v.field(), v.rule()))
                        .toList());
    }
}
