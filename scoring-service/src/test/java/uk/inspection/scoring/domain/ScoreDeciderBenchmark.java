package uk.inspection.scoring.domain;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Codec.Decoded.Known;
import uk.inspection.contract.ScoreEvent;

/**
 * The last of Sefton's 33 judgements and the score that it makes, beside what neither gets around:
 * before a judgement counts, it is read from its bytes; a score is written as bytes.
 */
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class ScoreDeciderBenchmark {
    private final byte[] bytes;
    private final Fact judged;
    private final State before;
    private final State after;
    private final ScoreEvent score;

    public ScoreDeciderBenchmark() {
        List<CaseJudged> judgements = SeftonTest.judgements();
        Scoring scoring = Scoring.given(Scoring.announced());
        judgements.forEach(judgement -> scoring.apply(Scoring.sampled(judgement.caseId())));
        bytes = Codec.encode(judgements.removeLast());
        judgements.forEach(scoring::apply);
        before = scoring.state();
        var last = (CaseJudged) ((Known) Codec.decode("CaseJudged", 1, bytes)).event();
        judged = new Fact.OfCases(((State.Scored) before).caseVersion() + 1, last);
        after = ScoreDecider.evolve(before, judged);
        score = ScoreDecider.decide(after, new Command.Score()).getFirst();
    }

    @Benchmark
    public State evolve() {
        return ScoreDecider.evolve(before, judged);
    }

    @Benchmark
    public Decoded evolveLimit() {
        return Codec.decode("CaseJudged", 1, bytes);
    }

    @Benchmark
    public List<ScoreEvent> score() {
        return ScoreDecider.decide(after, new Command.Score());
    }

    @Benchmark
    public byte[] scoreLimit() {
        return Codec.encode(score);
    }
}
