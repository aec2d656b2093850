package uk.inspection.scoring.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.scoring.domain.Command;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.store.InspectionScores;

/**
 * What scoring does about other services' events: a case event asks for a score of its inspection;
 * a registered framework and a published report are kept for reading. What this build does not know
 * of is parked.
 */
@ApplicationScoped
public class UpstreamEvents implements Arrival.Handler<State> {

    /** What the bytes of a case event say was read for the state, and is not asked again here. */
    @Override
    public Arrival.@Nullable Reaction<State> react(StoredEvent event) {
        if (Codec.knows(CaseEvent.class, event.type(), event.typeVersion())) {
            return new Arrival.Reaction<>(
                    event.stream(),
                    (state, _) -> InspectionScores.decide(state, new Command.Score()));
        }
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(FrameworkEvent _),
                    Decoded.Known(ReportEvent _),
                    Decoded.Known(DiscardEvent _) ->
                    null;
            case Decoded.Known(CaseEvent _),
                    Decoded.Known(ScoreEvent _),
                    Decoded.Known(PlanEvent _) ->
                    throw new IllegalStateException(event.id() + " is not read here");
            case Decoded.Unknown(String type, int version) -> throw new UnknownEvent(type, version);
        };
    }

    /** The answers are needed whenever the state is made again; of a report, what is published. */
    @Override
    public boolean keeps(StoredEvent event) {
        return !event.topic().equals(InspectionScores.REPORTS)
                || event.type().equals(ReportDrafted.class.getSimpleName())
                || event.type().equals(ReportPublished.class.getSimpleName())
                || Discarded.tells(event);
    }

    /**
     * Of case events an operator sees envelopes alone, and drafts of reports are not his either.
     */
    @Override
    public boolean discloses(String topic) {
        return topic.equals(InspectionScores.FRAMEWORKS);
    }

    @Override
    public Decision discard(State state, Arrival.Discard discard) {
        return InspectionScores.discard(state, discard);
    }

    @Override
    public Decision accept(State state, long discard, String reason) {
        return InspectionScores.accept(state, discard, reason);
    }
}
