package uk.inspection.scoring.rest;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the readers of live scores, all of them and each subject's, so that what they hold in
 * memory is bounded and one subject cannot take every place.
 *
 * <p>A reader that keeps up holds the score it is being handed, as text, and a page of the log (at
 * most {@link LiveFollower#BATCH_MAX} scores), which it shares with the others that keep up. One
 * that is behind holds a page of its own and, while it is given the latest state, a batch of less
 * than two pages. A score of the largest framework that comes with the platform has some ten
 * kilobytes: one and a half megabytes a reader, and one and a half gigabytes with every place taken
 * by one that is behind. No score has more than {@link
 * uk.inspection.eventstore.Writer#EVENT_BYTES_MAX}.
 */
final class LiveReaders {
    static final int ALL_MAX = 1000;
    static final int OF_SUBJECT_MAX = 100;

    private final Map<String, Integer> ofSubjects = new HashMap<>();
    private int all;

    /** Whether a reader was let in. */
    enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_SUBJECT
    }

    /** Takes a place, which whoever is admitted gives back by {@link #leave}. */
    synchronized Admission enter(String subject) {
        if (ofSubjects.getOrDefault(subject, 0) >= OF_SUBJECT_MAX) {
            return Admission.TOO_MANY_OF_SUBJECT;
        }
        if (all >= ALL_MAX) {
            return Admission.TOO_MANY;
        }
        ofSubjects.merge(subject, 1, Integer::sum);
        all++;
        return Admission.ADMITTED;
    }

    synchronized void leave(String subject) {
        ofSubjects.computeIfPresent(subject, (_, readers) -> readers == 1 ? null : readers - 1);
        all--;
    }

    synchronized int all() {
        return all;
    }
}
