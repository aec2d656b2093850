package uk.inspection.scoring.rest;

import jakarta.enterprise.context.RequestScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.store.InspectionScores;

/**
 * The score of an inspection as it stood: by its version, or at a time. Who sees no more than the
 * published score finds that one or none.
 */
@RequestScoped
class Moments {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    /** Times are kept in whole microseconds. */
    private static final long SMALLEST_NANOS = 1000;

    private static final int YEAR_MAX = 9999;

    private final InspectionScores scores;
    private final Access access;

    Moments(InspectionScores scores, Access access) {
        this.scores = scores;
        this.access = access;
    }

    /**
     * One score of an inspection.
     *
     * @param visible what the caller may see of the inspection
     * @param version of the score; absent for whatever {@code asOf} says
     * @param asOf an instant, or a day and then the end of it; absent for the newest
     */
    StoredEvent score(ScoreEntity visible, @Nullable Long version, @Nullable String asOf) {
        if (version != null && asOf != null) {
            throw invalid(
                    "A score is asked for by its version or by a time, not by both.",
                    new Violation("version", "must not be given with asOf"),
                    new Violation("asOf", "must not be given with version"));
        }
        if (asOf != null) {
            return at(visible, instant(asOf));
        }
        return version == null ? ofVersion(visible, visible.version) : ofVersion(visible, version);
    }

    private StoredEvent at(ScoreEntity visible, Instant time) {
        if (!access.seesEvery(visible)) {
            StoredEvent published = ofVersion(visible, visible.version);
            if (published.occurredAt().isAfter(time)) {
                throw missing("No score of the inspection that you may see stood then.");
            }
            return published;
        }
        return scores.asOf(visible.inspection, time)
                .orElseThrow(() -> missing("The inspection had no score yet then."));
    }

    private StoredEvent ofVersion(ScoreEntity visible, long version) {
        boolean seen = access.seesEvery(visible) || version == visible.version;
        return (seen ? scores.scores(visible.inspection, version - 1, 1) : List.<StoredEvent>of())
                .stream()
                        .filter(event -> event.version() == version)
                        .findFirst()
                        .orElseThrow(() ->
                                missing(
                                        "There is no version %d of the scores; %s is the newest."
                                                .formatted(version, visible.version)));
    }

    private static Instant instant(String asOf) {
        try {
            Instant time =
                    asOf.indexOf('T') < 0
                            ? LocalDate.parse(asOf)
                                    .plusDays(1)
                                    .atStartOfDay(LONDON)
                                    .toInstant()
                                    .minusNanos(SMALLEST_NANOS)
                            : Instant.parse(asOf);
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 0 && year <= YEAR_MAX) {
                return time;
            }
        } catch (DateTimeException e) {
            throw unreadable();
        }
        throw unreadable();
    }

    private static RuntimeException unreadable() {
        return invalid(
                "The time asked for cannot be read.",
                new Violation("asOf", "must be an instant such as 2009-04-24T10:00:00Z, or a day"));
    }

    private static RuntimeException invalid(String sentence, Violation... violations) {
        return Requests.problem(new Refusal(Refusal.Kind.INVALID, sentence, List.of(violations)));
    }

    private static RuntimeException missing(String sentence) {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }
}
