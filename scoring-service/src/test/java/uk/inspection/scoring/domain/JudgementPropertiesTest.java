package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static uk.inspection.scoring.domain.Scoring.sampled;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

/**
 * What holds for every inspection, tried on generated ones under every framework; a failure names
 * the framework and the seed.
 */
class JudgementPropertiesTest {

    static Stream<GeneratedInspection> inspections() {
        return GeneratedInspection.all(25);
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void the_order_of_the_judgements_does_not_matter(GeneratedInspection inspection) {
        List<CaseEvent> judgements = inspection.oneOfEach();
        List<CaseEvent> shuffled = new ArrayList<>(judgements);
        Collections.shuffle(shuffled, inspection.random());

        assertThat(result(inspection.start(), judgements))
                .as(inspection.toString())
                .isEqualTo(result(inspection.start(), shuffled));
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void the_last_judgement_alone_comes_to_what_it_comes_to_after_earlier_ones(
            GeneratedInspection inspection) {
        List<CaseEvent> last = inspection.oneOfEach();
        var revised = new ArrayList<>(inspection.oneOfEach());
        revised.addAll(inspection.oneOfEach());
        for (CaseEvent event : last) {
            revised.add(
                    event instanceof CaseJudged judged && inspection.random().nextBoolean()
                            ? new CaseModerated(
                                    judged.caseId(),
                                    3,
                                    judged.answers(),
                                    ModerationReason.CONSISTENCY)
                            : event);
        }

        assertThat(result(inspection.start(), revised))
                .as(inspection.toString())
                .isEqualTo(result(inspection.start(), last));
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void a_withdrawn_case_comes_to_what_comes_without_ever_having_been_sampled(
            GeneratedInspection inspection) {
        Random random = inspection.random();
        List<CaseEvent> without = inspection.oneOfEach();
        List<CaseEvent> with = new ArrayList<>(without);
        for (int i = 0; i < 3; i++) {
            String caseId = "withdrawn-" + i;
            var whole = new ArrayList<CaseEvent>();
            whole.add(sampled(caseId));
            if (random.nextInt(4) > 0) {
                whole.add(new CaseJudged(caseId, 1, inspection.answers()));
                whole.add(new CaseJudged(caseId, 2, inspection.answers()));
            }
            whole.add(new CaseWithdrawn(caseId, WithdrawalReason.DUPLICATE));
            int place = 0;
            for (CaseEvent event : whole) {
                place += random.nextInt(with.size() - place + 1);
                with.add(place++, event);
            }
        }

        assertThat(result(inspection.start(), with))
                .as(inspection.toString())
                .isEqualTo(result(inspection.start(), without));
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void replay_from_any_snapshot_equals_replay_from_zero(GeneratedInspection inspection) {
        List<CaseEvent> history = inspection.history(60);
        var snapshots = new ArrayList<State>();
        var scores = new ArrayList<List<ScoreEvent>>();
        State state = ScoreDecider.initial();
        for (int i = 0; i < history.size(); i++) {
            snapshots.add(state);
            scores.add(new ArrayList<>());
            state = step(state, i + 1L, history.get(i), scores.getLast());
        }

        for (int from = 0; from < history.size(); from += 1 + inspection.random().nextInt(12)) {
            State again = snapshots.get(from);
            for (int i = from; i < history.size(); i++) {
                var given = new ArrayList<ScoreEvent>();
                again = step(again, i + 1L, history.get(i), given);
                assertThat(given)
                        .as("%s, from %d at %d", inspection, from, i)
                        .isEqualTo(scores.get(i));
            }
            assertThat(ScoreDecider.scores(again)).isEqualTo(ScoreDecider.scores(state));
        }
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void the_case_events_alone_come_to_every_score_that_was_given(GeneratedInspection inspection) {
        State cases = ScoreDecider.initial();
        State both = ScoreDecider.initial();
        long version = 0;
        for (CaseEvent event : inspection.history(60)) {
            var given = new ArrayList<ScoreEvent>();
            both = step(both, ++version, event, given);
            cases = ScoreDecider.evolve(cases, new Fact.OfCases(version, event));
            for (ScoreEvent score : given) {
                Outcome outcome = ScoreDecider.scores(cases).orElseThrow();
                assertThat(outcome.scores()).as(inspection.toString()).isEqualTo(scores(score));
                assertThat(outcome.caseVersion()).isEqualTo(version);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void an_event_that_gives_no_score_changes_nothing_that_a_score_says(
            GeneratedInspection inspection) {
        State state = ScoreDecider.initial();
        Result said = null;
        long version = 0;
        for (CaseEvent event : inspection.history(80)) {
            var given = new ArrayList<ScoreEvent>();
            state = step(state, ++version, event, given);
            Result now = result(state);
            if (!given.isEmpty()) {
                said = now;
            } else if (said != null) {
                assertThat(now).as("%s at %d", inspection, version).isEqualTo(said);
            }
        }
        assertThat(said).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void the_same_judgements_said_twice_are_no_news(GeneratedInspection inspection) {
        Scoring scoring = Scoring.given(inspection.start().toArray(CaseEvent[]::new));
        for (int i = 0; i < 3; i++) {
            for (CaseEvent event : inspection.oneOfEach()) {
                scoring.apply(event);
                scoring.when(event).thenNoNews();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("inspections")
    void independent_judgements_never_change_a_score(GeneratedInspection inspection) {
        List<CaseEvent> history = inspection.history(40);
        var with = new ArrayList<CaseEvent>();
        for (CaseEvent event : history) {
            with.add(event);
            if (with.size() > GeneratedInspection.CASES && inspection.random().nextInt(3) == 0) {
                with.add(new CaseJudgedIndependently("case-0", 1, inspection.answers()));
            }
        }
        Scoring without = Scoring.given(history.toArray(CaseEvent[]::new));
        Scoring withThem = Scoring.given(with.toArray(CaseEvent[]::new));

        assertThat(withThem.allGiven().stream().map(JudgementPropertiesTest::scores))
                .as(inspection.toString())
                .containsExactlyElementsOf(
                        without.allGiven().stream().map(JudgementPropertiesTest::scores).toList());
        assertThat(result(withThem.state())).isEqualTo(result(without.state()));
    }

    static Stream<GeneratedInspection> rated() {
        return GeneratedInspection.rated(40);
    }

    @ParameterizedTest
    @MethodSource("rated")
    void rated_scores_are_what_a_plain_reading_of_the_rules_gives(GeneratedInspection inspection) {
        var plain = new PlainRatedStandards((Framework.RatedStandards) inspection.framework());
        State state = ScoreDecider.initial();
        long version = 0;
        for (CaseEvent event : inspection.history(60)) {
            state = ScoreDecider.evolve(state, new Fact.OfCases(++version, event));
            plain.apply(event);
            assertThat(plain.differences((Scores.Rated) result(state).scores()))
                    .as("%s at %d", inspection, version)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rated")
    void a_standard_that_moves_away_and_back_has_its_adjustment_again(
            GeneratedInspection inspection) {
        List<CaseEvent> history = inspection.start();
        history.addAll(inspection.oneOfEach());
        var away = new ArrayList<CaseEvent>(history);
        var back = new LinkedHashMap<String, CaseJudged>();
        for (CaseEvent event : history) {
            if (event instanceof CaseJudged judged) {
                away.add(new CaseJudged(judged.caseId(), 2, inspection.answers()));
                back.put(judged.caseId(), new CaseJudged(judged.caseId(), 3, judged.answers()));
            }
        }
        away.addAll(back.values());

        assertThat(result(away, List.of()))
                .as(inspection.toString())
                .isEqualTo(result(history, List.of()));
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void every_percent_lies_within_its_interval_and_every_pool_is_the_sum_of_its_questions(
            GeneratedInspection inspection) {
        var framework = (Framework.PooledPercentage) inspection.framework();
        List<String> questions = framework.questions().stream().map(Question::id).toList();
        var scores = (Scores.Pooled) result(inspection.start(), inspection.oneOfEach()).scores();

        for (Tally tally : scores.questions()) {
            Scores.Interval interval = tally.interval();
            if (tally.applicable() == 0) {
                assertThat(tally.percent()).isNull();
                assertThat(interval).isNull();
            } else if (interval == null) {
                fail("%s has no interval", tally);
            } else {
                assertThat(tally.percent())
                        .as(inspection.toString())
                        .isBetween(interval.low(), interval.high());
            }
        }
        int scored =
                framework.questions().stream()
                        .filter(Question::counts)
                        .mapToInt(
                                q -> scores.questions().get(questions.indexOf(q.id())).applicable())
                        .sum();
        for (var pools : List.of(scores.headlines(), scores.criteria(), scores.sections())) {
            assertThat(pools.stream().mapToInt(Tally::applicable).sum())
                    .as(inspection.toString())
                    .isEqualTo(scored);
        }
    }

    static Stream<GeneratedInspection> pooled() {
        return inspections().filter(i -> i.framework() instanceof Framework.PooledPercentage);
    }

    @Test
    void a_percent_is_the_exact_share_rounded_half_up() {
        long seed = 20240917;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            int applicable = 1 + random.nextInt(i % 2 == 0 ? 400 : Integer.MAX_VALUE - 1);
            int sufficient = random.nextInt(applicable);
            assertThat(Percents.percent(sufficient, applicable))
                    .as("%d of %d, seed %d", sufficient, applicable, seed)
                    .isEqualTo(
                            BigDecimal.valueOf(100L * sufficient)
                                    .divide(BigDecimal.valueOf(applicable), 0, RoundingMode.HALF_UP)
                                    .intValueExact());
        }
        for (int percent = 0; percent < 100; percent++) {
            assertThat(Percents.percent(2 * percent + 1, 200)).isEqualTo(percent + 1);
        }
    }

    static Stream<Framework> frameworks() {
        return Frameworks.all().stream();
    }

    @ParameterizedTest
    @MethodSource("frameworks")
    void every_whole_percent_lies_in_exactly_one_band_and_edges_are_exact(Framework framework) {
        List<Band> bands =
                switch (framework) {
                    case Framework.PooledPercentage pooled -> pooled.bands();
                    case Framework.RatedStandards rated -> rated.caseBands();
                };
        for (int percent = 0; percent <= 100; percent++) {
            int exactly = percent;
            assertThat(bands)
                    .filteredOn(band -> band.from() <= exactly && exactly <= band.to())
                    .extracting(Band::label)
                    .containsExactly(band(percent, 100, bands));
        }
        for (Band band : bands.subList(1, bands.size())) {
            String below = bands.get(bands.indexOf(band) - 1).label();
            int half = 10 * band.from() - 5;
            assertThat(band(half, 1000, bands)).as("half up").isEqualTo(band.label());
            assertThat(band(half - 1, 1000, bands)).as("less than half").isEqualTo(below);
        }
    }

    @Test
    void the_edges_of_the_overall_rating_are_exact_for_any_number_of_standards() {
        for (int standards = 1; standards <= 40; standards++) {
            var scorer = RatedStandardsTest.standardsByEvidence(standards);
            for (int points = 0; points <= 3 * standards; points++) {
                Ratings ratings = Ratings.NONE;
                int left = points;
                for (int i = 0; i < standards; i++) {
                    int given = Math.min(3, left);
                    left -= given;
                    ratings =
                            scorer.judge(
                                    ratings,
                                    new StandardJudged(
                                            "S" + i,
                                            1,
                                            scorer.framework().ratings().get(given).label()));
                }
                Scores.Rated scores = scorer.score(Counts.none(scorer.questions().size()), ratings);

                // sixths of the maximum, without dividing
                int sixths = 6 * points;
                int most = 3 * standards;
                assertThat(scores.points()).isEqualTo(points);
                assertThat(scores.maximum()).isEqualTo(most);
                assertThat(scores.overall())
                        .as("%d of %d", points, most)
                        .isEqualTo(
                                sixths <= most
                                        ? "Inadequate"
                                        : sixths <= 3 * most
                                                ? "Requires improvement"
                                                : sixths <= 5 * most ? "Good" : "Outstanding");
            }
        }
    }

    @Test
    void a_million_judgements_are_counted_without_counting_all_cases_again() {
        var random = new Random(1);
        int cases = 10_000;
        var inspection = new GeneratedInspection(Scoring.cci2009(), 1);
        List<SortedMap<String, String>> possible =
                IntStream.range(0, 64).mapToObj(_ -> inspection.answers()).toList();
        CaseTally sampled = CaseTally.none(new PooledPercentage(Scoring.cci2009()).questions());
        for (int i = 0; i < cases; i++) {
            sampled = sampled.sample("case-" + i);
        }
        CaseTally start = sampled;
        var last = new int[cases];

        CaseTally tally =
                Assertions.assertTimeout(
                        Duration.ofMinutes(1),
                        () -> {
                            CaseTally counted = start;
                            for (int i = 0; i < 1_000_000; i++) {
                                int one = i < cases ? i : random.nextInt(cases);
                                last[one] = random.nextInt(possible.size());
                                counted = counted.judge("case-" + one, possible.get(last[one]));
                            }
                            return counted;
                        });

        CaseTally once = start;
        for (int i = 0; i < cases; i++) {
            once = once.judge("case-" + i, possible.get(last[i]));
        }
        assertThat(tally.judged()).isEqualTo(cases);
        assertThat(tally.counts()).isEqualTo(once.counts());
    }

    /** All that a score says, but for the versions it reflects. */
    private record Result(
            int sampled, int judged, Scores scores, ReinspectionProposal reinspection) {}

    private static Result result(List<CaseEvent> start, List<CaseEvent> then) {
        State state = ScoreDecider.initial();
        long version = 0;
        for (CaseEvent event : start) {
            state = ScoreDecider.evolve(state, new Fact.OfCases(++version, event));
        }
        for (CaseEvent event : then) {
            state = ScoreDecider.evolve(state, new Fact.OfCases(++version, event));
        }
        return result(state);
    }

    private static Result result(State state) {
        return ScoreDecider.scores(state)
                .map(o -> new Result(o.sampled(), o.judged(), o.scores(), o.reinspection()))
                .orElseThrow();
    }

    /** One case event applied, and what it makes news added to {@code given} and applied too. */
    private static State step(State state, long version, CaseEvent event, List<ScoreEvent> given) {
        State next = ScoreDecider.evolve(state, new Fact.OfCases(version, event));
        List<ScoreEvent> scores = ScoreDecider.decide(next, new Command.Score());
        given.addAll(scores);
        for (ScoreEvent score : scores) {
            next = ScoreDecider.evolve(next, Fact.OfScores.of(score));
        }
        return next;
    }

    private static Scores scores(ScoreEvent event) {
        return switch (event) {
            case ScoreChanged changed -> changed.scores();
            case ScoresFinalised finalised -> finalised.scores();
        };
    }

    private static String band(int sufficient, int applicable, List<Band> bands) {
        String band = Percents.tally("", sufficient, applicable, bands).band();
        return band == null ? "none" : band;
    }
}
