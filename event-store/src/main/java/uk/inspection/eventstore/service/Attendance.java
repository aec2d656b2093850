package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the callers who stay, for a live stream or until something changes: all of them and each
 * subject's, so that what they hold is bounded and one subject cannot take every place.
 */
public final class Attendance {
    private final int allMax;
    private final int ofSubjectMax;
    private final Map<String, Integer> ofSubjects = new HashMap<>();
    private int all;

    /** Whether a caller may stay. */
    public enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_SUBJECT
    }

    /** Nobody is there yet. */
    public Attendance(Limits.Places places) {
        this(places.all(), places.ofSubject());
    }

    /** Nobody is there yet. */
    public Attendance(int allMax, int ofSubjectMax) {
        this.allMax = allMax;
        this.ofSubjectMax = ofSubjectMax;
    }

    /** Takes a place, which whoever is admitted gives back by {@link #leave}. */
    public synchronized Admission enter(String subject) {
        if (ofSubjects.getOrDefault(subject, 0) >= ofSubjectMax) {
            return Admission.TOO_MANY_OF_SUBJECT;
        }
        if (all >= allMax) {
            return Admission.TOO_MANY;
        }
        ofSubjects.merge(subject, 1, Integer::sum);
        all++;
        return Admission.ADMITTED;
    }

    public synchronized void leave(String subject) {
        ofSubjects.computeIfPresent(subject, (_, staying) -> staying == 1 ? null : staying - 1);
        all--;
    }

    /** Places that one subject may take. */
    public int ofSubjectMax() {
        return ofSubjectMax;
    }

    public synchronized int all() {
        return all;
    }

    /** Shows how many are there, under a name, and how many may be. */
    public void show(MeterRegistry metrics, String name) {
        metrics.gauge(name, this, Attendance::all);
        metrics.gauge(name + ".limit", this, there -> there.allMax);
    }
}
