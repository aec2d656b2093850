package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Framework.Standard;

/** Judgements as they stand come to what the whole history of them comes to. */
class JudgementsTest {
    private static final List<String> RATINGS =
            Scoring.yj2021().ratings().stream().map(Framework.Rating::label).toList();

    static Judgements read(List<? extends CaseEvent> events) {
        var reader = new Judgements.Reader();
        long version = 0;
        for (CaseEvent event : events) {
            reader.read(new Fact.OfCases(++version, event));
        }
        return reader.judgements();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_history_under_either_method_comes_to_the_same(long seed) {
        var random = new Random(seed);
        for (Framework framework : List.of(Scoring.cci2009(), Scoring.yj2021())) {
            List<CaseEvent> history = history(framework, random);
            State state = ScoreDecider.initial();
            long version = 0;
            for (CaseEvent event : history) {
                state = ScoreDecider.evolve(state, new Fact.OfCases(++version, event));
            }
            assertThat(read(history).outcome())
                    .as("seed %d, %s", seed, framework.id())
                    .isEqualTo(ScoreDecider.scores(state).orElseThrow());
        }
    }

    @Test
    void nothing_stands_before_the_announcement() {
        assertThatThrownBy(() -> read(List.of())).hasMessageContaining("announcement");
    }

    private static List<CaseEvent> history(Framework framework, Random random) {
        var history = new ArrayList<CaseEvent>();
        history.add(Scoring.announced(framework));
        var sampled = new HashSet<String>();
        for (int revision = 1; revision <= 150; revision++) {
            String caseId = "case-" + random.nextInt(10);
            if (sampled.add(caseId)) {
                history.add(Scoring.sampled(caseId));
                continue;
            }
            switch (random.nextInt(10)) {
                case 0 -> {
                    history.add(new CaseWithdrawn(caseId, WithdrawalReason.DUPLICATE));
                    sampled.remove(caseId);
                }
                case 1 -> history.add(new CaseAllocated(caseId, "ann"));
                case 2 ->
                        history.add(
                                new CaseJudgedIndependently(
                                        caseId, revision, answers(framework, random)));
                case 3 ->
                        history.add(
                                new CaseModerated(
                                        caseId,
                                        revision,
                                        answers(framework, random),
                                        ModerationReason.AGREED));
                case 4 -> history.addAll(ofStandards(framework, random));
                case 5 -> {
                    history.add(new FieldworkClosed(1, 1));
                    history.add(new FieldworkReopened("A file was found."));
                }
                default ->
                        history.add(new CaseJudged(caseId, revision, answers(framework, random)));
            }
        }
        return history;
    }

    private static List<CaseEvent> ofStandards(Framework framework, Random random) {
        if (!(framework instanceof Framework.RatedStandards rated)) {
            return List.of();
        }
        Standard standard = rated.standards().get(random.nextInt(rated.standards().size()));
        if (standard.assessedByCases()) {
            return List.of(
                    new RatingAdjusted(
                            standard.id(), rating(random), rating(random), "A near miss."));
        }
        return List.of(
                new StandardJudged(
                        standard.id(), 1, random.nextInt(5) == 0 ? null : rating(random)));
    }

    private static String rating(Random random) {
        return RATINGS.get(random.nextInt(RATINGS.size()));
    }

    private static TreeMap<String, String> answers(Framework framework, Random random) {
        List<String> questions =
                switch (framework) {
                    case Framework.PooledPercentage pooled ->
                            pooled.questions().stream().map(Question::id).toList();
                    case Framework.RatedStandards rated ->
                            rated.caseQuestions().stream().map(CaseQuestion::id).toList();
                };
        List<String> codes =
                switch (framework) {
                    case Framework.PooledPercentage pooled -> pooled.answers();
                    case Framework.RatedStandards rated -> rated.answers();
                };
        var answers = new TreeMap<String, String>();
        for (String question : questions) {
            answers.put(question, codes.get(random.nextInt(codes.size())));
        }
        return answers;
    }
}
