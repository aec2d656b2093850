package uk.inspection.scoring.domain;

import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.ScoreEvent;

/** What the state of an inspection's scores is made of, in the order in which it was applied. */
public sealed interface Fact {

    /** A fact of case-service; {@code version} is its place in the case stream. */
    record OfCases(long version, CaseEvent event) implements Fact {}

    /** A score that was given out. */
    record OfScores(ScoreEvent event) implements Fact {}

    /**
     * That something was discarded, here or upstream; {@code version} is its place in its stream.
     */
    record OfDiscards(String topic, long version, DiscardEvent event) implements Fact {}
}
