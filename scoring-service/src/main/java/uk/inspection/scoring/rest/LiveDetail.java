package uk.inspection.scoring.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.rest.LiveScoreResource.Headline;
import uk.inspection.scoring.rest.LiveScoreResource.LiveHeadlines;
import uk.inspection.scoring.rest.LiveScoreResource.LiveScore;
import uk.inspection.scoring.store.InspectionScores;

/** How much an event of the live stream says. */
enum LiveDetail {
    /** The whole score. */
    ALL,

    /** What a dashboard shows of many inspections: see {@link LiveHeadlines}. */
    HEADLINES;

    /** Says either; anything else is not said. */
    static final String WORDS = "all|headlines";

    /** By its word. */
    static LiveDetail of(String word) {
        return word.equals("headlines") ? HEADLINES : ALL;
    }

    /** The data of one event, as JSON on a line. */
    String text(StoredEvent event, int skipped, ObjectMapper json) {
        try {
            return json.writeValueAsString(
                    switch (this) {
                        case ALL -> all(event, skipped, json);
                        case HEADLINES -> headlines(event, skipped);
                    });
        } catch (IOException corrupt) {
            throw new UncheckedIOException("A score that was written cannot be read.", corrupt);
        }
    }

    private static LiveScore all(StoredEvent event, int skipped, ObjectMapper json)
            throws IOException {
        return new LiveScore(
                event.stream(),
                event.version(),
                event.occurredAt(),
                skipped,
                json.readTree(event.bytes()));
    }

    private static LiveHeadlines headlines(StoredEvent event, int skipped) {
        ScoreEvent score = InspectionScores.read(event);
        return switch (score.scores()) {
            case Scores.Pooled pooled ->
                    headlines(
                            event,
                            skipped,
                            score,
                            pooled.headlines().stream()
                                    .map(one -> new Headline(one.id(), one.percent(), one.band()))
                                    .toList(),
                            null);
            case Scores.Rated rated -> headlines(event, skipped, score, List.of(), rated);
        };
    }

    private static LiveHeadlines headlines(
            StoredEvent event,
            int skipped,
            ScoreEvent score,
            List<Headline> headlines,
            Scores.@Nullable Rated rated) {
        return new LiveHeadlines(
                event.stream(),
                event.version(),
                event.occurredAt(),
                skipped,
                score.caseVersion(),
                score.sampled(),
                score.judged(),
                headlines,
                rated == null ? null : rated.overall(),
                rated == null ? null : rated.points(),
                rated == null ? null : rated.maximum());
    }
}
