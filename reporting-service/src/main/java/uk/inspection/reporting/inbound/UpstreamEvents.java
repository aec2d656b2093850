package uk.inspection.reporting.inbound;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.StoredEvent;

/**
 * Other services' events: all enter the history, few change what may be reported.
 *
 * @param <S> what a stream keeps; nothing here reacts, so it does not matter
 */
public final class UpstreamEvents<S> implements Arrival.Handler<S> {
    public static final List<String> TOPICS =
            List.of(
                    "case-events",
                    "score-events",
                    "self-audit-score-events",
                    "improvement-plan-events");

    private static final Set<String> KNOWN = Codec.catalogue().keySet();

    /** Judgements and plans are not among them: answers never reach this service's database. */
    private static final Set<String> KEPT =
            Set.of(
                    InspectionAnnounced.class.getSimpleName(),
                    FieldworkReopened.class.getSimpleName(),
                    ScoresFinalised.class.getSimpleName());

    @Override
    public Arrival.@Nullable Reaction<S> react(StoredEvent event) {
        if (!KNOWN.contains(event.type())) {
            throw new IllegalStateException(
                    "%s v%d is unknown to this build".formatted(event.type(), event.typeVersion()));
        }
        return null;
    }

    @Override
    public boolean keeps(StoredEvent event) {
        return KEPT.contains(event.type());
    }
}
