package uk.inspection.reporting.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.web.ReportBody.Correction;
import uk.inspection.reporting.web.ReportBody.Graded;
import uk.inspection.reporting.web.ReportBody.Line;
import uk.inspection.reporting.web.ReportBody.NextSteps;
import uk.inspection.reporting.web.ReportBody.Passage;
import uk.inspection.reporting.web.ReportBody.Row;
import uk.inspection.reporting.web.ReportBody.Scoring;

/**
 * What there is to show of a report that an earlier build published, which kept no document: what
 * its row holds. Titles are those of shipped frameworks; of others only ids are known here.
 */
final class EarlierReports {
    private static final String FOREWORD = "foreword";

    private final ReportEntity row;
    private final Language language;
    private final Figures figures;
    private final Map<String, String> headlines = new HashMap<>();
    private final Map<String, String> others = new HashMap<>();

    EarlierReports(ReportEntity row, Language language) {
        var framework = new FrameworkRef(row.frameworkId, row.frameworkVersion);
        this.row = row;
        this.language = language;
        this.figures = new Figures(framework, language);
        switch (Figures.shipped(framework).orElse(null)) {
            case null -> {}
            case PooledPercentage pooled -> {
                pooled.headlines().forEach(h -> headlines.put(h.id(), h.title()));
                pooled.sections().forEach(s -> others.put(s.id(), s.title()));
                pooled.criteria().forEach(c -> others.put(c.id(), c.title()));
            }
            case RatedStandards rated ->
                    rated.standards().forEach(s -> others.put(s.id(), s.title()));
        }
    }

    ReportBody body(
            Scores scores,
            List<Recommendation> recommendations,
            List<ReportAmended> amended,
            List<ReportCorrected> corrected) {
        boolean rated = scores instanceof Scores.Rated;
        return new ReportBody(
                new Passage(
                        FOREWORD,
                        title(FOREWORD, "Foreword", rated),
                        ReportBodies.written(foreword(amended, corrected)),
                        true),
                scoring(scores),
                empty("recommendations", "Recommendations", rated),
                recommendations,
                nextSteps(rated),
                List.of(),
                List.of(),
                empty("summary", "Appendix 1: Summary", rated),
                null,
                null,
                List.of(),
                amended.stream()
                        .filter(passage -> !passage.section().equals(FOREWORD))
                        .map(passage ->
                                new Passage(
                                        passage.section(),
                                        Line.of(Phrase.written(passage.section())),
                                        ReportBodies.written(passage.text()),
                                        true))
                        .toList(),
                corrected.stream()
                        .map(made ->
                                new Correction(
                                        made.edition(),
                                        language.day(made.correctedOn()),
                                        Line.of(Phrase.written(made.section())),
                                        ReportBodies.written(made.text()),
                                        made.reason()))
                        .toList(),
                null);
    }

    /** As it stands: the newest text of the passage of that name. */
    private String foreword(List<ReportAmended> amended, List<ReportCorrected> corrected) {
        return Stream.concat(
                        amended.stream()
                                .filter(made -> made.section().equals(FOREWORD))
                                .map(ReportAmended::text),
                        corrected.stream()
                                .filter(made -> made.section().equals(FOREWORD))
                                .map(ReportCorrected::text))
                .reduce(row.foreword, (_, newer) -> newer);
    }

    private Scoring scoring(Scores scores) {
        return switch (scores) {
            case Scores.Pooled pooled -> {
                List<Row> headlineRows =
                        pooled.headlines().stream()
                                .map(score ->
                                        figures.row(
                                                figures.said(
                                                        headlines.getOrDefault(
                                                                score.id(), score.id())),
                                                score,
                                                true))
                                .toList();
                List<Row> criteria = rows(pooled.criteria());
                yield new Scoring(
                        empty("scoring", "Scoring and summary table", false),
                        false,
                        null,
                        0,
                        0,
                        figures.chart(headlineRows, criteria),
                        headlineRows,
                        Stream.of(headlineRows, rows(pooled.sections()), criteria)
                                .flatMap(List::stream)
                                .toList(),
                        List.of());
            }
            case Scores.Rated rated -> {
                List<Graded> standards =
                        rated.standards().stream()
                                .map(standard -> figures.graded(numbered(standard.id()), standard))
                                .toList();
                yield new Scoring(
                        empty("scoring", "Ratings", true),
                        true,
                        rated.overall() == null ? null : figures.said(rated.overall()),
                        rated.points(),
                        rated.maximum(),
                        figures.chart(standards, rated.maximum()),
                        List.of(),
                        List.of(),
                        standards);
            }
        };
    }

    private List<Row> rows(List<Tally> scores) {
        return scores.stream().map(one -> figures.row(numbered(one.id()), one, true)).toList();
    }

    private Phrase numbered(String id) {
        String title = others.get(id);
        return title == null ? Phrase.written(id) : figures.numbered(id, title);
    }

    /** A heading without a text: none was kept. */
    private Passage empty(String id, String english, boolean rated) {
        return new Passage(id, title(id, english, rated), List.of(), false);
    }

    private Line title(String id, String english, boolean rated) {
        return Line.of(
                language == Language.WELSH
                        ? new Phrase(WelshPassages.title(id, rated), language)
                        : Phrase.written(english));
    }

    private NextSteps nextSteps(boolean rated) {
        return new NextSteps(
                empty("next-steps", "Next steps", rated),
                language.day(row.planDueOn),
                figures.said(row.planDueRule),
                figures.said(row.overseer),
                row.reinspectionDueOn == null ? null : language.day(row.reinspectionDueOn),
                row.reinspectionDueRule == null ? null : figures.said(row.reinspectionDueRule),
                row.reinspectionReason);
    }
}
