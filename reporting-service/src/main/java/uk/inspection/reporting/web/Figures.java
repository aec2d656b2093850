package uk.inspection.reporting.web;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.web.ReportBody.Graded;
import uk.inspection.reporting.web.ReportBody.Row;
import uk.inspection.reporting.web.ScoreChart.Measure;

/** Rows of tables and bars of the chart, from the scores of one framework. */
final class Figures {
    private static final int BEST_SHADE = 3;
    private static final int WHOLE_PERCENT = 100;

    private final Language language;
    private final List<String> bands;

    Figures(FrameworkRef framework, Language language) {
        this.language = language;
        this.bands =
                shipped(framework)
                        .filter(PooledPercentage.class::isInstance)
                        .map(PooledPercentage.class::cast)
                        .map(pooled ->
                                pooled.bands().stream()
                                        .sorted(Comparator.comparingInt(Band::from))
                                        .map(Band::label)
                                        .toList())
                        .orElse(List.of());
    }

    static Optional<Framework> shipped(FrameworkRef framework) {
        return Frameworks.all().stream().filter(one -> one.ref().equals(framework)).findFirst();
    }

    Phrase said(String english) {
        return WelshTitles.in(language, english);
    }

    /** Number and title, as criteria, sections and standards go by. */
    Phrase numbered(String id, String title) {
        Phrase said = said(title);
        return new Phrase(id + " " + said.text(), said.language());
    }

    Row row(Phrase title, @Nullable Tally score, boolean scored) {
        String band = score == null ? null : score.band();
        return new Row(title, score, band == null ? null : said(band), scored);
    }

    Graded graded(Phrase title, StandardRating standard) {
        return new Graded(
                title,
                standard,
                standard.rating() == null ? null : said(standard.rating()),
                standard.byRule() == null ? null : said(standard.byRule()));
    }

    /** Of what has a score; absent where nothing has. */
    @Nullable ScoreChart chart(List<Row> headlines, List<Row> criteria) {
        return ScoreChart.of(
                Stream.concat(headlines.stream(), criteria.stream())
                        .filter(row -> row.percent() != null)
                        .map(row ->
                                new Measure(
                                        row.title(),
                                        Objects.requireNonNull(row.percent()),
                                        WHOLE_PERCENT,
                                        row.percent(),
                                        row.band(),
                                        shade(row)))
                        .toList());
    }

    /** Of the standards that are rated; absent where none is that counts. */
    @Nullable ScoreChart chart(List<Graded> standards, int maximum) {
        long counted =
                standards.stream()
                        .map(Graded::standard)
                        .filter(one -> one.counted() && one.points() != null)
                        .count();
        if (counted == 0) {
            return null;
        }
        int most = (int) (maximum / counted);
        return ScoreChart.of(
                standards.stream()
                        .filter(row -> row.standard().points() != null)
                        .map(row -> {
                            int points = Objects.requireNonNull(row.standard().points());
                            return new Measure(
                                    row.title(),
                                    points,
                                    most,
                                    null,
                                    row.rating(),
                                    Math.min(points, BEST_SHADE));
                        })
                        .toList());
    }

    /** Bands from the weakest, as far as there are shades; the best one where none is known. */
    private int shade(Row row) {
        int place = row.score() == null ? -1 : bands.indexOf(row.score().band());
        return place < 0 ? BEST_SHADE : Math.min(place, BEST_SHADE);
    }
}
