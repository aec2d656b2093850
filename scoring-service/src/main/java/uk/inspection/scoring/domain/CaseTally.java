package uk.inspection.scoring.domain;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.scoring.domain.Cases.Standing;

/**
 * The cases of an inspection, counted. Each change takes out what the one case counted before and
 * puts in what it counts now, so its cost does not grow with the sample.
 */
public final class CaseTally {
    private final Questions questions;
    private final Cases cases;
    private final Counts counts;
    private final int sampled;
    private final int judged;

    private CaseTally(Questions questions, Cases cases, Counts counts, int sampled, int judged) {
        this.questions = questions;
        this.cases = cases;
        this.counts = counts;
        this.sampled = sampled;
        this.judged = judged;
    }

    static CaseTally none(Questions questions) {
        return new CaseTally(questions, Cases.NONE, Counts.none(questions.size()), 0, 0);
    }

    Counts counts() {
        return counts;
    }

    /** Cases in the sample, judged or not; withdrawn ones are not counted. */
    public int sampled() {
        return sampled;
    }

    /** Cases whose answers count. */
    int judged() {
        return judged;
    }

    /** The case joins the sample, for the first time or after a withdrawal. */
    CaseTally sample(String caseId) {
        return switch (cases.get(caseId)) {
            case Standing.Sampled(), Standing.Judged(_) -> this;
            case Standing.Withdrawn() -> joined(caseId);
            case null -> joined(caseId);
        };
    }

    /** These answers count for the case from now on. */
    CaseTally judge(String caseId, SortedMap<String, String> answers) {
        Answers now = questions.read(answers);
        return switch (inSample(caseId)) {
            case Standing.Judged(var before) when before.equals(now) -> this;
            case Standing.Judged(var before) ->
                    new CaseTally(
                            questions,
                            cases.with(caseId, new Standing.Judged(now)),
                            counts.replace(before, now),
                            sampled,
                            judged);
            case Standing.Sampled() ->
                    new CaseTally(
                            questions,
                            cases.with(caseId, new Standing.Judged(now)),
                            counts.replace(Answers.NONE, now),
                            sampled,
                            judged + 1);
            case Standing.Withdrawn() -> throw notInSample(caseId);
        };
    }

    /** The case no longer counts, nor does what was judged of it. */
    CaseTally withdraw(String caseId) {
        return switch (inSample(caseId)) {
            case Standing.Sampled() -> left(caseId, counts, judged);
            case Standing.Judged(var before) ->
                    left(caseId, counts.replace(before, Answers.NONE), judged - 1);
            case Standing.Withdrawn() -> this;
        };
    }

    private CaseTally joined(String caseId) {
        return new CaseTally(
                questions, cases.with(caseId, new Standing.Sampled()), counts, sampled + 1, judged);
    }

    private CaseTally left(String caseId, Counts countsNow, int judgedNow) {
        return new CaseTally(
                questions,
                cases.with(caseId, new Standing.Withdrawn()),
                countsNow,
                sampled - 1,
                judgedNow);
    }

    private Standing inSample(String caseId) {
        @Nullable Standing standing = cases.get(caseId);
        if (standing == null) {
            throw notInSample(caseId);
        }
        return standing;
    }

    private static IllegalStateException notInSample(String caseId) {
        return new IllegalStateException("The case %s is not in the sample.".formatted(caseId));
    }
}
