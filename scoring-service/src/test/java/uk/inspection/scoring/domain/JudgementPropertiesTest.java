package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static uk.inspection.scoring.domain.Scoring.announced;
import static uk.inspection.scoring.domain.Scoring.sampled;
import static uk.inspection.scoring.domain.Scoring.scores;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Scores;

/** What holds for every inspection, tried on generated ones; the seed names the one that fails. */
class JudgementPropertiesTest {
    private static final List<String> CODES =
            List.of("sufficient", "insufficient", "not-applicable");
    private static final List<String> QUESTIONS =
            Scoring.cci2009().questions().stream().map(Question::id).toList();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_order_of_the_judgements_does_not_matter(long seed) {
        var random = new Random(seed);
        List<CaseEvent> judgements = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            judgements.add(new CaseJudged("case-" + i, 1, anyAnswers(random)));
        }
        List<CaseEvent> shuffled = new ArrayList<>(judgements);
        Collections.shuffle(shuffled, random);

        assertThat(finalScores(judgements)).isEqualTo(finalScores(shuffled));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void revisions_moderations_and_withdrawals_come_to_what_the_last_answers_alone_come_to(
            long seed) {
        var random = new Random(seed);
        List<CaseEvent> history = new ArrayList<>();
        Map<String, CaseJudged> last = new HashMap<>();
        List<String> withdrawn = new ArrayList<>();
        for (int revision = 1; revision <= 120; revision++) {
            String caseId = "case-" + random.nextInt(12);
            if (withdrawn.contains(caseId)) {
                continue;
            }
            if (last.containsKey(caseId) && random.nextInt(12) == 0) {
                history.add(new CaseWithdrawn(caseId, WithdrawalReason.OUT_OF_SCOPE));
                withdrawn.add(caseId);
                last.remove(caseId);
                continue;
            }
            SortedMap<String, String> answers = anyAnswers(random);
            history.add(
                    last.containsKey(caseId) && random.nextBoolean()
                            ? new CaseModerated(
                                    caseId, revision, answers, ModerationReason.CONSISTENCY)
                            : new CaseJudged(caseId, revision, answers));
            last.put(caseId, new CaseJudged(caseId, 1, answers));
        }

        assertThat(finalScores(history)).isEqualTo(finalScores(List.copyOf(last.values())));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_judgement_said_twice_is_no_news(long seed) {
        var random = new Random(seed);
        Scoring scoring = Scoring.given(announced(), sampled("A"));
        for (int revision = 1; revision <= 10; revision++) {
            var judgement = new CaseJudged("A", revision, anyAnswers(random));
            scoring.apply(judgement);
            scoring.when(judgement).thenNoNews();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_percent_lies_within_its_interval_and_every_pool_is_the_sum_of_its_questions(
            long seed) {
        var random = new Random(seed);
        List<CaseEvent> judgements = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            judgements.add(new CaseJudged("case-" + i, 1, anyAnswers(random)));
        }
        Scores.Pooled scores = finalScores(judgements);

        for (Scores.Tally tally : scores.questions()) {
            Scores.Interval interval = tally.interval();
            if (tally.applicable() == 0) {
                assertThat(tally.percent()).isNull();
                assertThat(interval).isNull();
            } else if (interval == null) {
                fail("%s has no interval", tally);
            } else {
                assertThat(tally.percent()).isBetween(interval.low(), interval.high());
            }
        }
        int scored =
                Scoring.cci2009().questions().stream()
                        .filter(Question::counts)
                        .mapToInt(
                                q -> scores.questions().get(QUESTIONS.indexOf(q.id())).applicable())
                        .sum();
        for (var pools : List.of(scores.headlines(), scores.criteria(), scores.sections())) {
            assertThat(pools.stream().mapToInt(Scores.Tally::applicable).sum()).isEqualTo(scored);
        }
    }

    @Test
    void a_million_judgements_are_counted_without_counting_all_cases_again() {
        var random = new Random(1);
        int cases = 10_000;
        var possible = new ArrayList<SortedMap<String, String>>();
        for (int i = 0; i < 64; i++) {
            possible.add(anyAnswers(random));
        }
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

    private static Scores.Pooled finalScores(List<? extends CaseEvent> judgements) {
        Scoring scoring = Scoring.given(announced());
        for (int i = 0; i < 40; i++) {
            scoring.apply(sampled("case-" + i));
        }
        judgements.forEach(scoring::apply);
        return scores(scoring.when(new FieldworkClosed(40, 0)).thenFinalised());
    }

    private static SortedMap<String, String> anyAnswers(Random random) {
        var answers = new TreeMap<String, String>();
        for (String question : QUESTIONS) {
            if (random.nextInt(10) > 0) {
                answers.put(question, CODES.get(random.nextInt(CODES.size())));
            }
        }
        return answers;
    }
}
