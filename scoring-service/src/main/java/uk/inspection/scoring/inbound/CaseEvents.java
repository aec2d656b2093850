package uk.inspection.scoring.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.domain.Command;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.store.InspectionScores;

/**
 * What scoring does about a case event: it asks for a score of its inspection. What the event says
 * is in the state by then, and what this build does not know of stops there and is parked.
 */
@ApplicationScoped
public class CaseEvents implements Arrival.Handler<State> {

    @Override
    public Arrival.Reaction<State> react(StoredEvent event) {
        return new Arrival.Reaction<>(
                event.stream(), (state, _) -> InspectionScores.decide(state, new Command.Score()));
    }

    /** The answers are needed whenever the state is made again. */
    @Override
    public boolean keeps(StoredEvent event) {
        return true;
    }
}
