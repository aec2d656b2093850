package uk.inspection.plan.store;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Event;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
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
        return decide(state, 0, null, command, (_, _, _) -> new byte[0]);
    }

    /** What it comes to that an operator discards an event of another service here. */
    public static Decision discard(Arrival.Discard discard) {
        StoredEvent event = discard.event();
        return Decision.accept(
                encode(
                        new EventDiscarded(
                                event.topic(),
                                event.version(),
                                event.type(),
                                event.id(),
                                HexFormat.of().formatHex(event.hash()),
                                discard.partition(),
                                discard.offset(),
                                discard.reason())));
    }

    /** What it comes to that a chief inspector accepts what was discarded here. */
    public static Decision accept(PlanState state, long discard, String reason) {
        return state.discards().has(Plans.TOPIC, discard)
                ? Decision.accept(encode(new DiscardAccepted(discard, reason)))
                : Decision.accept(); // accepted already
    }

    static Decision decide(
            PlanState state,
            long version,
            @Nullable Long expected,
            PlanCommand command,
            Keeping answer) {
        try {
            List<PlanEvent> events = PlanDecider.decide(state, version, expected, command);
            PlanState after = state;
            for (PlanEvent event : events) {
                after = PlanDecider.evolve(after, event);
            }
            return new Decision.Accept(
                    events.stream().map(Deciding::encode).toList(),
                    answer.keep(after, version + events.size(), events));
        } catch (Refused refused) {
            return switch (refused.kind()) {
                case EARLY -> new Decision.Await(refused.sentence());
                case MISSING -> refuse(Refusal.Kind.MISSING, refused);
                case INVALID -> refuse(Refusal.Kind.INVALID, refused);
                case CONFLICT -> refuse(Refusal.Kind.CONFLICT, refused);
                case STALE -> refuse(Refusal.Kind.STALE, refused);
            };
        }
    }

    private static NewEvent encode(Event event) {
        return new NewEvent(
                Plans.TOPIC, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    private static Decision refuse(Refusal.Kind kind, Refused refused) {
        return new Decision.Refuse(
                new Refusal(
                        kind,
                        refused.sentence(),
                        refused.violations().stream()
                                .map(v -> new Refusal.Violation(v.field(), v.rule()))
                                .toList()));
    }
}
