package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;

/**
 * One inspection as the service scores it: each case event is applied, then a score is asked for.
 */
final class Scoring {
    private State state = ScoreDecider.initial();
    private long caseVersion;
    private final List<ScoreEvent> given = new ArrayList<>();
    private List<ScoreEvent> news = List.of();

    static Scoring given(CaseEvent... events) {
        var scoring = new Scoring();
        for (CaseEvent event : events) {
            scoring.apply(event);
        }
        return scoring;
    }

    Scoring when(CaseEvent event) {
        news = apply(event);
        return this;
    }

    /** The same state is asked again without anything new. */
    Scoring whenAskedAgain() {
        news = ScoreDecider.decide(state, new Command.Score());
        return this;
    }

    void thenNoNews() {
        assertThat(news).isEmpty();
    }

    ScoreChanged thenChanged() {
        assertThat(news).hasSize(1);
        return (ScoreChanged) news.getFirst();
    }

    ScoresFinalised thenFinalised() {
        assertThat(news).hasSize(1);
        return (ScoresFinalised) news.getFirst();
    }

    List<ScoreEvent> apply(CaseEvent event) {
        state = ScoreDecider.evolve(state, new Fact.OfCases(++caseVersion, event));
        List<ScoreEvent> scores = ScoreDecider.decide(state, new Command.Score());
        for (ScoreEvent score : scores) {
            state = ScoreDecider.evolve(state, Fact.OfScores.of(score));
        }
        given.addAll(scores);
        return scores;
    }

    List<ScoreEvent> allGiven() {
        return given;
    }

    State state() {
        return state;
    }

    static Scores.Pooled scores(ScoreEvent event) {
        return (Scores.Pooled)
                switch (event) {
                    case ScoreChanged changed -> changed.scores();
                    case ScoresFinalised finalised -> finalised.scores();
                };
    }

    static Framework.PooledPercentage cci2009() {
        return (Framework.PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    }

    static Framework.RatedStandards yj2021() {
        return (Framework.RatedStandards) Frameworks.newest("yj-2021").orElseThrow();
    }

    static InspectionAnnounced announced() {
        return announced(cci2009());
    }

    static InspectionAnnounced announced(Framework framework) {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                InspectionKind.CORE,
                framework,
                "lead",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    static CaseSampled sampled(String caseId) {
        return new CaseSampled(caseId, Sentence.COMMUNITY, "14-15", "male", false);
    }

    static CaseJudged judged(String caseId, int revision, String... questionsAndCodes) {
        return new CaseJudged(caseId, revision, answers(questionsAndCodes));
    }

    static SortedMap<String, String> answers(String... questionsAndCodes) {
        var answers = new TreeMap<String, String>();
        for (int i = 0; i < questionsAndCodes.length; i += 2) {
            answers.put(questionsAndCodes[i], questionsAndCodes[i + 1]);
        }
        return answers;
    }

    static SortedMap<String, String> answers(Map<String, String> answers) {
        return new TreeMap<>(answers);
    }
}
