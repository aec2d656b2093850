package uk.inspection.reporting.inbound;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.reporting.store.Deciding;
import uk.inspection.reporting.store.Kept;

/** Other services' events: all enter the history, few change what may be reported. */
public final class UpstreamEvents implements Arrival.Handler<Kept> {
    private static final String CASES = "case-events";

    public static final List<String> TOPICS =
            List.of(CASES, "score-events", "self-audit-score-events", "improvement-plan-events");

    private static final Set<String> KNOWN = Codec.catalogue().keySet();

    /** What decisions need. Judgements are not among it: answers never reach this database. */
    private static final Set<String> KEPT =
            Set.of(
                    InspectionAnnounced.class.getSimpleName(),
                    QuestionnaireRecorded.class.getSimpleName(),
                    ContextRecorded.class.getSimpleName(),
                    FieldworkReopened.class.getSimpleName(),
                    ScoresFinalised.class.getSimpleName(),
                    EventDiscarded.class.getSimpleName(),
                    DiscardAccepted.class.getSimpleName());

    /** What a scheduled publication does not survive. */
    private static final Set<String> OVERTAKING =
            Set.of(
                    FieldworkReopened.class.getSimpleName(),
                    ScoresFinalised.class.getSimpleName(),
                    EventDiscarded.class.getSimpleName());

    @Override
    public Arrival.@Nullable Reaction<Kept> react(StoredEvent event) {
        if (!KNOWN.contains(event.type())) {
            throw new UnknownEvent(event.type(), event.typeVersion());
        }
        return OVERTAKING.contains(event.type())
                ? new Arrival.Reaction<>(
                        event.stream(), (kept, _) -> Deciding.overtaken(kept, event.occurredAt()))
                : null;
    }

    @Override
    public boolean keeps(StoredEvent event) {
        return KEPT.contains(event.type());
    }

    /** A page that is a tenth of a second older shows nothing wrong. */
    @Override
    public Duration gathers() {
        return Duration.ofMillis(100);
    }

    @Override
    public Decision discard(Kept kept, Arrival.Discard discard) {
        return Deciding.discard(kept, discard);
    }

    @Override
    public Decision accept(Kept kept, long discard, String reason) {
        return Deciding.accept(kept, discard, reason);
    }

    /** Scores and plans are counts and promises: pages show them, and no decision needs them. */
    @Override
    public boolean shows(StoredEvent event) {
        return keeps(event) || !event.topic().equals(CASES);
    }
}
