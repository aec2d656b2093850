package uk.inspection.reporting.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.web.ReportPage.Correction;
import uk.inspection.reporting.web.ReportPage.Level;
import uk.inspection.reporting.web.ReportPage.Passage;
import uk.inspection.reporting.web.ReportPage.PercentTable;
import uk.inspection.reporting.web.ReportPage.Percentage;
import uk.inspection.reporting.web.ReportPage.Scoring;
import uk.inspection.reporting.web.ReportPage.Standard;
import uk.inspection.reporting.web.ReportPage.Steps;
import uk.inspection.reporting.web.ScoreChart.Measure;

/** From the row of a published report to its page. */
@ApplicationScoped
class ReportPages {
    private static final String FOREWORD = "foreword";
    private static final int BEST_SHADE = 3;
    private static final int WHOLE_PERCENT = 100;

    private final ObjectMapper json;

    ReportPages(ObjectMapper json) {
        this.json = json;
    }

    ReportPage page(ReportEntity row, Language language) {
        Scores scores = read(row.scores, new TypeReference<>() {});
        List<Recommendation> recommendations = read(row.recommendations, new TypeReference<>() {});
        List<ReportAmended> amended = read(row.amendments, new TypeReference<>() {});
        List<ReportCorrected> corrected = read(row.corrections, new TypeReference<>() {});
        var titles = new Titles(row.frameworkId, row.frameworkVersion, language);
        return new ReportPage(
                row.id,
                row.area,
                row.body,
                row.kind,
                titles.framework(),
                row.edition,
                language.day(row.publishedOn),
                foreword(row.foreword, amended, corrected),
                scoring(scores, titles),
                ScoreChart.of(measures(scores, titles)),
                recommendations,
                steps(row, language),
                amended.stream()
                        .filter(passage -> !ofForeword(passage.section()))
                        .map(passage -> new Passage(passage.section(), passage.text()))
                        .toList(),
                corrected.stream()
                        .map(correction ->
                                new Correction(
                                        correction.edition(),
                                        language.day(correction.correctedOn()),
                                        correction.section(),
                                        correction.text(),
                                        correction.reason()))
                        .toList());
    }

    /** As it stands: the newest text of the passage of that name. */
    private static String foreword(
            String drafted, List<ReportAmended> amended, List<ReportCorrected> corrected) {
        return Stream.concat(
                        amended.stream().map(a -> new Passage(a.section(), a.text())),
                        corrected.stream().map(c -> new Passage(c.section(), c.text())))
                .filter(passage -> ofForeword(passage.section()))
                .map(Passage::text)
                .reduce(drafted, (_, newer) -> newer);
    }

    private static boolean ofForeword(String section) {
        return section.equals(FOREWORD);
    }

    private static Steps steps(ReportEntity row, Language language) {
        return new Steps(
                language.day(row.planDueOn),
                WelshTitles.in(language, row.planDueRule),
                WelshTitles.in(language, row.overseer),
                row.reinspect,
                row.reinspectionDueOn == null ? null : language.day(row.reinspectionDueOn),
                row.reinspectionDueRule == null
                        ? null
                        : WelshTitles.in(language, row.reinspectionDueRule),
                row.reinspectionReason);
    }

    static Scoring scoring(Scores scores, Titles titles) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    new Scoring(
                            List.of(
                                    table(Level.HEADLINES, true, pooled.headlines(), titles),
                                    table(Level.SECTIONS, false, pooled.sections(), titles),
                                    table(Level.CRITERIA, true, pooled.criteria(), titles)),
                            List.of(),
                            null,
                            0,
                            0);
            case Scores.Rated rated ->
                    new Scoring(
                            List.of(),
                            rated.standards().stream()
                                    .map(standard -> standard(standard, titles))
                                    .toList(),
                            titles.translated(rated.overall()),
                            rated.points(),
                            rated.maximum());
        };
    }

    private static PercentTable table(
            Level level, boolean banded, List<Tally> tallies, Titles titles) {
        return new PercentTable(
                level,
                banded,
                tallies.stream()
                        .map(tally ->
                                new Percentage(
                                        titles.of(level, tally.id()),
                                        tally.percent(),
                                        titles.translated(tally.band()),
                                        tally.interval()))
                        .toList());
    }

    private static Standard standard(StandardRating standard, Titles titles) {
        return new Standard(
                titles.of(null, standard.id()),
                titles.translated(standard.rating()),
                standard.points(),
                standard.counted());
    }

    /** What has a score. */
    static List<Measure> measures(Scores scores, Titles titles) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    Stream.concat(
                                    measures(Level.HEADLINES, pooled.headlines(), titles),
                                    measures(Level.CRITERIA, pooled.criteria(), titles))
                            .toList();
            case Scores.Rated rated -> measures(rated, titles);
        };
    }

    private static Stream<Measure> measures(Level level, List<Tally> tallies, Titles titles) {
        return tallies.stream()
                .filter(tally -> tally.percent() != null)
                .map(tally ->
                        new Measure(
                                titles.of(level, tally.id()),
                                Objects.requireNonNull(tally.percent()),
                                WHOLE_PERCENT,
                                tally.percent(),
                                titles.translated(tally.band()),
                                titles.shade(tally.band())));
    }

    private static List<Measure> measures(Scores.Rated rated, Titles titles) {
        long counted =
                rated.standards().stream().filter(s -> s.counted() && s.points() != null).count();
        if (counted == 0) {
            return List.of();
        }
        int most = (int) (rated.maximum() / counted);
        return rated.standards().stream()
                .filter(standard -> standard.points() != null)
                .map(standard ->
                        new Measure(
                                titles.of(null, standard.id()),
                                Objects.requireNonNull(standard.points()),
                                most,
                                null,
                                titles.translated(standard.rating()),
                                Math.min(standard.points(), BEST_SHADE)))
                .toList();
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }

    /**
     * The titles of a shipped framework. Of one that was registered later the report says no more
     * than its ids.
     */
    static final class Titles {
        private final Language language;
        private final String id;
        private final @Nullable Framework framework;
        private final Map<String, String> headlines = new HashMap<>();
        private final Map<String, String> others = new HashMap<>();

        Titles(String id, int version, Language language) {
            this.language = language;
            this.id = id;
            this.framework =
                    Frameworks.all().stream()
                            .filter(f -> f.id().equals(id) && f.version() == version)
                            .findFirst()
                            .orElse(null);
            switch (framework) {
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

        Phrase framework() {
            return framework == null
                    ? Phrase.written(id)
                    : WelshTitles.in(language, framework.title());
        }

        /** A headline goes by its title alone, anything else by number and title. */
        Phrase of(@Nullable Level level, String id) {
            if (level == Level.HEADLINES) {
                return translated(headlines.getOrDefault(id, id), Function.identity());
            }
            String title = others.get(id);
            return title == null
                    ? Phrase.written(id)
                    : translated(title, words -> id + " " + words);
        }

        private Phrase translated(String words, Function<String, String> shown) {
            Phrase phrase = WelshTitles.in(language, words);
            return new Phrase(shown.apply(phrase.text()), phrase.language());
        }

        @Nullable Phrase translated(@Nullable String words) {
            return words == null ? null : WelshTitles.in(language, words);
        }

        /** Bands from the weakest, as far as there are shades; the best one where none is known. */
        int shade(@Nullable String band) {
            var labels =
                    framework instanceof PooledPercentage pooled
                            ? pooled.bands().stream()
                                    .sorted(Comparator.comparingInt(Band::from))
                                    .map(Band::label)
                                    .toList()
                            : List.<String>of();
            return Optional.of(labels.indexOf(band))
                    .filter(place -> place >= 0)
                    .map(place -> Math.min(place, BEST_SHADE))
                    .orElse(BEST_SHADE);
        }
    }
}
