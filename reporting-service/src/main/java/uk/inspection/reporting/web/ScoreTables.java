package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.web.ReportBody.Graded;
import uk.inspection.reporting.web.ReportBody.Row;

/**
 * What scores say, as tables; the list of the other method is empty.
 *
 * @param chart absent where nothing has a score
 */
record ScoreTables(
        List<Table> percentages,
        List<Graded> standards,
        @Nullable Phrase overall,
        int points,
        int maximum,
        @Nullable ScoreChart chart) {

    /** What a table is of. */
    public enum Level {
        HEADLINES,
        SECTIONS,
        CRITERIA
    }

    /** Percentages of one level. {@code banded}: they have bands. */
    record Table(Level level, boolean banded, List<Row> rows) {}

    static ScoreTables of(Scores scores, FrameworkRef framework, Language language) {
        var titles = new FrameworkTitles(framework.id(), language);
        var figures = new Figures(framework, language);
        return switch (scores) {
            case Scores.Pooled pooled -> {
                List<Row> headlines =
                        pooled.headlines().stream()
                                .map(one -> figures.row(titles.headline(one.id()), one, true))
                                .toList();
                List<Row> criteria = numbered(pooled.criteria(), titles, figures);
                yield new ScoreTables(
                        List.of(
                                new Table(Level.HEADLINES, true, headlines),
                                new Table(
                                        Level.SECTIONS,
                                        false,
                                        numbered(pooled.sections(), titles, figures)),
                                new Table(Level.CRITERIA, true, criteria)),
                        List.of(),
                        null,
                        0,
                        0,
                        figures.chart(headlines, criteria));
            }
            case Scores.Rated rated -> {
                List<Graded> standards =
                        rated.standards().stream()
                                .map(one -> figures.graded(titles.numbered(one.id()), one))
                                .toList();
                yield new ScoreTables(
                        List.of(),
                        standards,
                        titles.label(rated.overall()),
                        rated.points(),
                        rated.maximum(),
                        figures.chart(standards, rated.maximum()));
            }
        };
    }

    private static List<Row> numbered(
            List<Tally> tallies, FrameworkTitles titles, Figures figures) {
        return tallies.stream()
                .map(one -> figures.row(titles.numbered(one.id()), one, true))
                .toList();
    }
}
