package uk.inspection.scoring.domain;

import java.util.List;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.scoring.domain.State.Given;
import uk.inspection.scoring.domain.State.NotAnnounced;
import uk.inspection.scoring.domain.State.NotScored;
import uk.inspection.scoring.domain.State.Scored;

/**
 * When a score is news. A judgement that changes a count or who counts gives a provisional score;
 * closed fieldwork gives the final one; reopened fieldwork makes it provisional again. Sampling
 * alone gives none, for a score is what judgements come to; once one is given, it also says how
 * many cases are in the sample, so a change of the sample gives another. A case event that makes no
 * sense for the inspection fails, so that it is kept aside with what follows it and no wrong score
 * is given.
 */
public final class ScoreDecider {
    /** Version of the scoring rules' code; raised when the same counts would score differently. */
    public static final int SCORER = 1;

    private ScoreDecider() {}

    public static State initial() {
        return new NotAnnounced();
    }

    /** The state after one more fact. */
    public static State evolve(State state, Fact fact) {
        return switch (fact) {
            case Fact.OfCases(long version, CaseEvent event) -> afterCases(state, version, event);
            case Fact.OfScores(ScoreEvent event) -> afterScores(state, event);
        };
    }

    /** What is to be given out: at most one score. */
    public static List<ScoreEvent> decide(State state, Command command) {
        return switch (command) {
            case Command.Score() -> score(state);
        };
    }

    private static List<ScoreEvent> score(State state) {
        return switch (state) {
            case NotAnnounced(), NotScored(_) -> List.of();
            case Scored scored
                    when scored.given().tells(scored.tally())
                            && scored.given().isFinal() == scored.fieldworkClosed() ->
                    List.of();
            case Scored scored when scored.fieldworkClosed() -> List.of(finalised(scored));
            case Scored scored -> List.of(changed(scored));
        };
    }

    private static ScoreEvent changed(Scored now) {
        return new ScoreChanged(
                now.area(),
                now.kind(),
                now.scorer().ref(),
                now.tally().sampled(),
                now.tally().judged(),
                now.caseVersion(),
                now.since().versions(),
                SCORER,
                now.scorer().score(now.tally().counts()));
    }

    private static ScoreEvent finalised(Scored now) {
        Scores.Pooled scores = now.scorer().score(now.tally().counts());
        return new ScoresFinalised(
                now.area(),
                now.body(),
                now.kind(),
                now.scorer().ref(),
                now.tally().sampled(),
                now.tally().judged(),
                now.caseVersion(),
                now.since().versions(),
                SCORER,
                scores,
                ReinspectionRule.propose(now.scorer().framework(), scores));
    }

    private static State afterCases(State state, long version, CaseEvent event) {
        return switch (state) {
            case NotAnnounced() -> announced(version, event);
            case NotScored notScored -> notScored;
            case Scored scored -> counted(scored, version, event);
        };
    }

    private static State announced(long version, CaseEvent event) {
        if (!(event instanceof InspectionAnnounced announced)) {
            throw new IllegalStateException("An inspection begins with its announcement.");
        }
        return switch (announced.framework()) {
            case Framework.RatedStandards rated -> new NotScored(rated);
            case Framework.PooledPercentage pooled -> {
                var scorer = new PooledPercentage(pooled);
                var tally = CaseTally.none(scorer.questions());
                yield new Scored(
                        announced.area(),
                        announced.body(),
                        announced.kind(),
                        scorer,
                        tally,
                        false,
                        new Given.Nothing(),
                        Changes.NONE,
                        version);
            }
        };
    }

    private static State counted(Scored state, long version, CaseEvent event) {
        return switch (event) {
            case InspectionAnnounced _ ->
                    throw new IllegalStateException("An inspection is announced once.");
            case CaseSampled sampled ->
                    tallied(state, version, state.tally().sample(sampled.caseId()));
            case CaseJudged judged ->
                    tallied(state, version, state.tally().judge(judged.caseId(), judged.answers()));
            case CaseModerated moderated ->
                    tallied(
                            state,
                            version,
                            state.tally().judge(moderated.caseId(), moderated.answers()));
            case CaseWithdrawn withdrawn ->
                    tallied(state, version, state.tally().withdraw(withdrawn.caseId()));
            case FieldworkClosed _ -> fieldwork(state, version, true);
            case FieldworkReopened _ -> fieldwork(state, version, false);
            case CaseAllocated _,
                    CaseJudgedIndependently _,
                    CaseErased _,
                    StandardJudged _,
                    RatingAdjusted _,
                    QuestionnaireRecorded _,
                    ContextRecorded _ ->
                    at(state, version, state.tally(), state.fieldworkClosed(), state.since());
        };
    }

    private static State afterScores(State state, ScoreEvent event) {
        return switch (state) {
            case NotAnnounced(), NotScored(_) ->
                    throw new IllegalStateException("A score needs cases that are scored.");
            case Scored scored ->
                    switch (event) {
                        case ScoreChanged _ -> given(scored, false);
                        case ScoresFinalised _ -> given(scored, true);
                    };
        };
    }

    private static State tallied(Scored state, long version, CaseTally tally) {
        return at(
                state,
                version,
                tally,
                state.fieldworkClosed(),
                tally == state.tally() ? state.since() : state.since().and(version));
    }

    private static State fieldwork(Scored state, long version, boolean closed) {
        return at(state, version, state.tally(), closed, state.since().and(version));
    }

    private static State at(
            Scored state, long version, CaseTally tally, boolean fieldworkClosed, Changes since) {
        return new Scored(
                state.area(),
                state.body(),
                state.kind(),
                state.scorer(),
                tally,
                fieldworkClosed,
                state.given(),
                since,
                version);
    }

    private static State given(Scored state, boolean isFinal) {
        return new Scored(
                state.area(),
                state.body(),
                state.kind(),
                state.scorer(),
                state.tally(),
                state.fieldworkClosed(),
                new Given.Score(
                        state.tally().counts(),
                        state.tally().sampled(),
                        state.tally().judged(),
                        isFinal),
                Changes.NONE,
                state.caseVersion());
    }
}
