package uk.inspection.scoring.domain;

/** What scoring is asked to do. */
public sealed interface Command {

    /** Give out the score of the cases as they stand now, if it is news. */
    record Score() implements Command {}
}
