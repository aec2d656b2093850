package uk.inspection.plan.projection;

import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.plan.domain.Deadlines;

/**
 * A plan put together from its events, one after another. The read model takes one step at a time
 * and keeps what comes of it; the change feed takes all of them. Both show the same plan, because
 * this is the only code that makes one.
 */
public final class PlanFold {
    private final PlanView view;
    private Deadlines deadlines;

    /** Goes on from a plan as it stands. */
    PlanFold(PlanView view, Deadlines deadlines) {
        this.view = view;
        this.deadlines = deadlines;
    }

    /** A plan of which nothing is known yet. */
    public static PlanFold of(String inspection) {
        var view = new PlanView();
        view.inspectionId = inspection;
        return new PlanFold(view, Deadlines.none());
    }

    /** Takes the plan's next event. */
    public void add(StoredEvent event) {
        switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(PlanEvent known) -> add(event, known);
            case Decoded.Known(DiscardEvent _) -> pass(event);
            case Decoded.Known(var foreign) ->
                    throw new IllegalStateException(event.id() + " is no plan event");
            case Decoded.Unknown(String type, int version) -> throw new UnknownEvent(type, version);
        }
    }

    /** What was discarded of others' events counts as an event of the plan and changes nothing. */
    void pass(StoredEvent event) {
        view.version = event.version();
    }

    void add(StoredEvent event, PlanEvent known) {
        view.apply(known);
        deadlines = deadlines.after(known);
        view.next(deadlines.pending());
        view.version = event.version();
        view.changedAt = event.occurredAt();
    }

    /** The plan after the last event taken; the next one changes it. */
    public PlanView view() {
        return view;
    }

    Deadlines deadlines() {
        return deadlines;
    }
}
