package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Frameworks;

/** Chance events under one framework; its name says the framework and the seed. */
final class GeneratedInspection {
    static final int CASES = 12;

    private final Framework framework;
    private final long seed;
    private final Random random;

    GeneratedInspection(Framework framework, long seed) {
        this.framework = framework;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Every framework with as many seeds each. */
    static Stream<GeneratedInspection> all(int seeds) {
        return Frameworks.all().stream()
                .flatMap(framework ->
                        Stream.iterate(1L, seed -> seed + 1)
                                .limit(seeds)
                                .map(seed -> new GeneratedInspection(framework, seed)));
    }

    static Stream<GeneratedInspection> rated(int seeds) {
        return all(seeds).filter(i -> i.framework instanceof Framework.RatedStandards);
    }

    Framework framework() {
        return framework;
    }

    Random random() {
        return random;
    }

    /** The announcement, and all cases in the sample. */
    List<CaseEvent> start() {
        var start = new ArrayList<CaseEvent>();
        start.add(Scoring.announced(framework));
        for (int i = 0; i < CASES; i++) {
            start.add(Scoring.sampled("case-" + i));
        }
        return start;
    }

    /** One judgement of each case and, by rated standards, something said of each standard. */
    List<CaseEvent> oneOfEach() {
        var events = new ArrayList<CaseEvent>();
        for (int i = 0; i < CASES; i++) {
            events.add(new CaseJudged("case-" + i, 1, answers()));
        }
        for (Standard standard : standards()) {
            events.add(ofStandard(standard, 1));
        }
        return events;
    }

    /** A history from the announcement on in which anything that can happen may happen. */
    List<CaseEvent> history(int length) {
        List<CaseEvent> history = start();
        List<String> withdrawn = new ArrayList<>();
        boolean closed = false;
        for (int revision = 1; revision <= length; revision++) {
            String caseId = "case-" + random.nextInt(CASES);
            int chance = random.nextInt(100);
            if (chance < 3) {
                history.add(
                        closed
                                ? new FieldworkReopened("A file was found.")
                                : new FieldworkClosed(CASES, CASES));
                closed = !closed;
            } else if (chance < 25 && !standards().isEmpty()) {
                history.add(
                        ofStandard(standards().get(random.nextInt(standards().size())), revision));
            } else if (withdrawn.remove(caseId)) {
                history.add(Scoring.sampled(caseId));
            } else if (chance < 32) {
                history.add(new CaseWithdrawn(caseId, WithdrawalReason.OUT_OF_SCOPE));
                withdrawn.add(caseId);
            } else if (chance < 40) {
                history.add(
                        new CaseModerated(
                                caseId, revision, answers(), ModerationReason.CONSISTENCY));
            } else {
                history.add(new CaseJudged(caseId, revision, answers()));
            }
        }
        return history;
    }

    /** Answers to some questions, by rated standards to every question of some domains. */
    SortedMap<String, String> answers() {
        var answers = new TreeMap<String, String>();
        int mostlyYes = random.nextInt(10);
        for (var domain : questionsByDomain().values()) {
            boolean whole = random.nextInt(4) > 0;
            for (String question : domain) {
                if (standards().isEmpty() ? random.nextInt(10) > 0 : whole) {
                    answers.put(question, code(mostlyYes));
                }
            }
        }
        return answers;
    }

    private String code(int mostlyYes) {
        List<String> codes = codes();
        return random.nextInt(10) < mostlyYes
                ? codes.getFirst()
                : codes.get(random.nextInt(codes.size()));
    }

    private CaseEvent ofStandard(Standard standard, int revision) {
        if (standard.assessedByCases()) {
            return new RatingAdjusted(standard.id(), anyRating(), anyRating(), "Well evidenced.");
        }
        return new StandardJudged(
                standard.id(), revision, random.nextInt(4) == 0 ? null : anyRating());
    }

    private String anyRating() {
        List<Rating> ratings = ((Framework.RatedStandards) framework).ratings();
        return ratings.get(random.nextInt(ratings.size())).label();
    }

    private List<String> codes() {
        return switch (framework) {
            case Framework.PooledPercentage pooled -> pooled.answers();
            case Framework.RatedStandards rated -> rated.answers();
        };
    }

    private List<Standard> standards() {
        return switch (framework) {
            case Framework.PooledPercentage _ -> List.of();
            case Framework.RatedStandards rated -> rated.standards();
        };
    }

    private Map<String, List<String>> questionsByDomain() {
        var questions = new TreeMap<String, List<String>>();
        switch (framework) {
            case Framework.PooledPercentage pooled ->
                    questions.put("", pooled.questions().stream().map(Question::id).toList());
            case Framework.RatedStandards rated ->
                    rated.caseQuestions()
                            .forEach(question ->
                                    questions
                                            .computeIfAbsent(
                                                    question.standard().domain(),
                                                    _ -> new ArrayList<>())
                                            .add(question.id()));
        }
        return questions;
    }

    @Override
    public String toString() {
        return "%s, seed %d".formatted(framework.id(), seed);
    }
}
