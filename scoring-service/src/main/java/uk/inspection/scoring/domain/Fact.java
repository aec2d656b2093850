package uk.inspection.scoring.domain;

import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;

/** What the state of an inspection's scores is made of, in the order in which it was applied. */
public sealed interface Fact {

    /** A fact of case-service; {@code version} is its place in the case stream. */
    record OfCases(long version, CaseEvent event) implements Fact {}

    /**
     * That a score was given out. What it said is not part of it: it is what the judgements came to
     * by then.
     */
    record OfScores(boolean isFinal) implements Fact {
        public static OfScores of(ScoreEvent event) {
            return switch (event) {
                case ScoreChanged _ -> new OfScores(false);
                case ScoresFinalised _ -> new OfScores(true);
            };
        }
    }

    /**
     * That something was discarded, here or upstream; {@code version} is its place in its stream.
     */
    record OfDiscards(String topic, long version, DiscardEvent event) implements Fact {}
}
