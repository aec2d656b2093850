package uk.inspection.plan.rest;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the requests that wait for a change, all of them and each subject's, so that one subject
 * cannot take every place. Who waits holds a thread that costs a few kilobytes and no connection to
 * the database.
 */
final class Pollers {
    static final int ALL_MAX = 500;
    static final int OF_SUBJECT_MAX = 20;

    private final Map<String, Integer> ofSubjects = new HashMap<>();
    private int all;

    /** Whether a request may wait. */
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
        ofSubjects.computeIfPresent(subject, (_, waiting) -> waiting == 1 ? null : waiting - 1);
        all--;
    }

    synchronized int all() {
        return all;
    }
}
