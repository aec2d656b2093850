package uk.inspection.scoring.domain;

import java.util.List;
import java.util.Optional;
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
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Discards;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.scoring.domain.State.Given;
import uk.inspection.scoring.domain.State.NotAnnounced;
import uk.inspection.scoring.domain.State.Scored;

/**
 * When a score is news. A judgement that changes a count, who counts or a rating gives a
 * provisional score; closed fieldwork gives the final one; reopened fieldwork makes it provisional
 * again. Sampling alone gives none, for a score is what judgements come to; once one is given, it
 * also says how many cases are in the sample, so a change of the sample gives another. A case event
 * that makes no sense for the inspection fails, so that it is kept aside with what follows it and
 * no wrong score is given.
 */
public final class ScoreDecider {
    /** Version of the scoring rules' code; raised when the same counts would score differently. */
    public static final int SCORER = 1;

    private ScoreDecider() {}

    public static State initial() {
        return new NotAnnounced(Discards.NONE);
    }

    /** The state after one more fact. */
    public static State evolve(State state, Fact fact) {
        return switch (fact) {
            case Fact.OfCases(long version, CaseEvent event) -> afterCases(state, version, event);
            case Fact.OfScores(boolean isFinal) -> afterScores(state, isFinal);
            case Fact.OfDiscards(String topic, long version, DiscardEvent event) ->
                    with(state, state.discards().after(topic, version, event));
        };
    }

    private static State with(State state, Discards discards) {
        return switch (state) {
            case NotAnnounced _ -> new NotAnnounced(discards);
            case Scored scored ->
                    new Scored(
                            scored.area(),
                            scored.body(),
                            scored.kind(),
                            scored.scorer(),
                            scored.tally(),
                            scored.ratings(),
                            scored.fieldworkClosed(),
                            scored.given(),
                            scored.since(),
                            scored.caseVersion(),
                            discards);
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
            case NotAnnounced _ -> List.of();
            case Scored scored when isGiven(scored) -> List.of();
            case Scored scored when scored.fieldworkClosed() ->
                    scored.discards().none() ? List.of(finalised(scored)) : List.of();
            case Scored scored -> List.of(changed(scored));
        };
    }

    private static boolean isGiven(Scored scored) {
        return scored.given().tells(scored) && scored.given().isFinal() == scored.fieldworkClosed();
    }

    /**
     * Why the final score is not given out though fieldwork is closed: an event of the inspection
     * was discarded and nobody has accepted that. Empty where nothing is held back.
     */
    public static Optional<String> heldBack(State state) {
        return state instanceof Scored scored
                        && scored.fieldworkClosed()
                        && !scored.discards().none()
                        && !isGiven(scored)
                ? Optional.of(
                        "The scores are not final while the inspection is incomplete. "
                                + String.join(" ", scored.discards().sentences()))
                : Optional.empty();
    }

    /** What the judgements come to now, whether or not it is news; nothing before the start. */
    public static Optional<Outcome> scores(State state) {
        return switch (state) {
            case NotAnnounced _ -> Optional.empty();
            case Scored scored -> Optional.of(outcome(scored));
        };
    }

    private static Outcome outcome(Scored now) {
        Scores scores = now.scorer().score(now.tally().counts(), now.ratings());
        return new Outcome(
                now.scorer().ref(),
                now.tally().sampled(),
                now.tally().judged(),
                now.caseVersion(),
                scores,
                now.scorer().propose(scores));
    }

    private static ScoreEvent changed(Scored now) {
        Outcome outcome = outcome(now);
        return new ScoreChanged(
                now.area(),
                now.kind(),
                outcome.framework(),
                outcome.sampled(),
                outcome.judged(),
                outcome.caseVersion(),
                now.since().versions(),
                SCORER,
                outcome.scores());
    }

    private static ScoreEvent finalised(Scored now) {
        Outcome outcome = outcome(now);
        return new ScoresFinalised(
                now.area(),
                now.body(),
                now.kind(),
                outcome.framework(),
                outcome.sampled(),
                outcome.judged(),
                outcome.caseVersion(),
                now.since().versions(),
                SCORER,
                outcome.scores(),
                outcome.reinspection());
    }

    private static State afterCases(State state, long version, CaseEvent event) {
        return switch (state) {
            case NotAnnounced(Discards discards) -> announced(version, event, discards);
            case Scored scored -> counted(scored, version, event);
        };
    }

    private static State announced(long version, CaseEvent event, Discards discards) {
        if (!(event instanceof InspectionAnnounced announced)) {
            throw new IllegalStateException("An inspection begins with its announcement.");
        }
        Scorer scorer = Scorer.of(announced.framework());
        return new Scored(
                announced.area(),
                announced.body(),
                announced.kind(),
                scorer,
                CaseTally.none(scorer.questions()),
                Ratings.NONE,
                false,
                new Given.Nothing(),
                Changes.NONE,
                version,
                discards);
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
            case StandardJudged judged ->
                    rated(state, version, state.scorer().judge(state.ratings(), judged));
            case RatingAdjusted adjusted ->
                    rated(state, version, state.scorer().adjust(state.ratings(), adjusted));
            case FieldworkClosed _ -> fieldwork(state, version, true);
            case FieldworkReopened _ -> fieldwork(state, version, false);
            case CaseAllocated _,
                    CaseJudgedIndependently _,
                    CaseErased _,
                    QuestionnaireRecorded _,
                    ContextRecorded _ ->
                    at(
                            state,
                            version,
                            state.tally(),
                            state.ratings(),
                            state.fieldworkClosed(),
                            state.since());
        };
    }

    private static State afterScores(State state, boolean isFinal) {
        return switch (state) {
            case NotAnnounced _ ->
                    throw new IllegalStateException("A score needs an announced inspection.");
            case Scored scored -> given(scored, isFinal);
        };
    }

    private static State tallied(Scored state, long version, CaseTally tally) {
        return at(
                state,
                version,
                tally,
                state.ratings(),
                state.fieldworkClosed(),
                tally == state.tally() ? state.since() : state.since().and(version));
    }

    private static State rated(Scored state, long version, Ratings ratings) {
        return at(
                state,
                version,
                state.tally(),
                ratings,
                state.fieldworkClosed(),
                ratings.equals(state.ratings()) ? state.since() : state.since().and(version));
    }

    private static State fieldwork(Scored state, long version, boolean closed) {
        return at(
                state, version, state.tally(), state.ratings(), closed, state.since().and(version));
    }

    private static State at(
            Scored state,
            long version,
            CaseTally tally,
            Ratings ratings,
            boolean fieldworkClosed,
            Changes since) {
        return new Scored(
                state.area(),
                state.body(),
                state.kind(),
                state.scorer(),
                tally,
                ratings,
                fieldworkClosed,
                state.given(),
                since,
                version,
                state.discards());
    }

    private static State given(Scored state, boolean isFinal) {
        return new Scored(
                state.area(),
                state.body(),
                state.kind(),
                state.scorer(),
                state.tally(),
                state.ratings(),
                state.fieldworkClosed(),
                new Given.Score(
                        state.tally().counts(),
                        state.ratings(),
                        state.tally().sampled(),
                        state.tally().judged(),
                        isFinal),
                Changes.NONE,
                state.caseVersion(),
                state.discards());
    }
}
