package uk.inspection.scoring.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.domain.Fact;
import uk.inspection.scoring.domain.Figure;
import uk.inspection.scoring.domain.Outcome;
import uk.inspection.scoring.domain.ScoreDecider;
import uk.inspection.scoring.domain.State;

/** Which score moved a number last, and which judgements moved it. */
@ApplicationScoped
public class Movements {
    private static final int PAGE = 50;

    private final InspectionScores scores;
    private final CaseHistory cases;

    Movements(InspectionScores scores, CaseHistory cases) {
        this.scores = scores;
        this.cases = cases;
    }

    /**
     * A number changed.
     *
     * @param score the one that told it first
     * @param before absent in the first score of the inspection
     * @param causes the case events that moved this number, among those that caused the score
     */
    public record Move(
            StoredEvent score, @Nullable Figure before, Figure after, List<StoredEvent> causes) {}

    private record Told(StoredEvent score, Figure figure) {}

    /** The last move of a number up to a score; empty when nothing was ever counted in it. */
    public Optional<Move> last(String inspection, long version, String id) {
        @Nullable Told later = null;
        for (long end = version; end > 0; end -= PAGE) {
            long from = Math.max(0, end - PAGE);
            for (StoredEvent event :
                    upTo(end, scores.scores(inspection, from, Math.toIntExact(end - from)))) {
                var told = new Told(event, figure(InspectionScores.read(event).scores(), id));
                if (later != null && !later.figure().equals(told.figure())) {
                    return Optional.of(move(later, told.figure(), id));
                }
                later = told;
            }
        }
        return later == null || later.figure().empty()
                ? Optional.empty()
                : Optional.of(move(later, null, id));
    }

    /** The newest first. */
    private static List<StoredEvent> upTo(long version, List<StoredEvent> page) {
        return page.reversed().stream().filter(event -> event.version() <= version).toList();
    }

    private Move move(Told told, @Nullable Figure before, String id) {
        return new Move(told.score(), before, told.figure(), causes(told.score(), id));
    }

    /** What caused a score, less what left the number as it was. */
    private List<StoredEvent> causes(StoredEvent score, String id) {
        // Oldest first; a score is never given without a cause.
        List<Long> causedBy = InspectionScores.read(score).causedBy();
        var among = new HashSet<>(causedBy);
        var causes = new ArrayList<StoredEvent>();
        var fold = new Fold();
        cases.each(
                score.stream(),
                causedBy.getLast(),
                event -> {
                    if (among.contains(event.version())) {
                        Optional<Figure> before = fold.figure(id);
                        fold.apply(event);
                        Optional<Figure> after = fold.figure(id);
                        if (before.isEmpty()
                                ? after.filter(figure -> !figure.empty()).isPresent()
                                : !before.equals(after)) {
                            causes.add(event);
                        }
                    } else {
                        fold.apply(event);
                    }
                });
        return causes;
    }

    private static final class Fold {
        private State state = ScoreDecider.initial();

        void apply(StoredEvent event) {
            state =
                    ScoreDecider.evolve(
                            state,
                            new Fact.OfCases(event.version(), InspectionScores.readCase(event)));
        }

        Optional<Figure> figure(String id) {
            return ScoreDecider.scores(state)
                    .map(Outcome::scores)
                    .map(scores -> Movements.figure(scores, id));
        }
    }

    private static Figure figure(Scores scores, String id) {
        return Figure.find(scores, id)
                .orElseThrow(() -> new IllegalStateException("No score tells " + id + "."));
    }
}
