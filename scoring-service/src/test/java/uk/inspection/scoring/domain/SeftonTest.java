package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

/** The report on Sefton of June 2009: every figure it prints comes out of its 33 cases. */
class SeftonTest {
    private static final JsonNode SEFTON = read();

    @ParameterizedTest
    @ValueSource(longs = {2009, 1, 2, 3, 4, 5})
    void all_76_published_figures_come_out_in_whatever_order_the_cases_are_judged(long seed) {
        Scores.Pooled scores = (Scores.Pooled) finalScores(seed).scores();
        JsonNode published = SEFTON.path("published_figures");

        var agreed = new ArrayList<String>();
        for (String list : List.of("headlines", "criteria")) {
            for (var figure : published.path(list).properties()) {
                Tally tally =
                        find(
                                list.equals("headlines") ? scores.headlines() : scores.criteria(),
                                figure.getKey());
                assertThat(tally.percent())
                        .as(figure.getKey())
                        .isEqualTo(figure.getValue().path("percent").asInt());
                assertThat(tally.band())
                        .as(figure.getKey())
                        .isEqualTo(figure.getValue().path("band").asText());
                agreed.add(figure.getKey() + " percent");
                agreed.add(figure.getKey() + " band");
            }
        }
        for (var figure : published.path("sections").properties()) {
            assertThat(find(scores.sections(), figure.getKey()).percent())
                    .as("section " + figure.getKey())
                    .isEqualTo(figure.getValue().asInt());
            agreed.add("section " + figure.getKey());
        }
        for (var figure : published.path("questions").properties()) {
            assertThat(find(scores.questions(), figure.getKey()).percent())
                    .as(figure.getKey())
                    .isEqualTo(figure.getValue().asInt());
            agreed.add(figure.getKey());
        }
        assertThat(agreed).hasSize(76).doesNotHaveDuplicates();
    }

    @Test
    void the_re_inspection_that_was_ordered_is_proposed_with_its_reasons() {
        ScoresFinalised scores = finalScores(2009);

        assertThat(scores.sampled()).isEqualTo(33);
        assertThat(scores.judged()).isEqualTo(33);
        assertThat(scores.reinspection().proposed()).isTrue();
        assertThat(scores.reinspection().why())
                .isEqualTo(
                        "A re-inspection after about 12 months is proposed, because Safeguarding is"
                                + " DRASTIC (38%) and Public Protection - Risk of Harm is DRASTIC"
                                + " (36%).");
    }

    private static ScoresFinalised finalScores(long seed) {
        Scoring scoring = Scoring.given(Scoring.announced());
        var judgements = judgements();
        judgements.forEach(judged -> scoring.apply(Scoring.sampled(judged.caseId())));
        Collections.shuffle(judgements, new Random(seed));
        judgements.forEach(scoring::apply);
        return scoring.when(new FieldworkClosed(33, 33)).thenFinalised();
    }

    static List<CaseJudged> judgements() {
        var judgements = new ArrayList<CaseJudged>();
        for (JsonNode one : SEFTON.path("cases")) {
            SortedMap<String, String> answers = new TreeMap<>();
            one.path("answers")
                    .properties()
                    .forEach(a -> answers.put(a.getKey(), a.getValue().asText()));
            judgements.add(new CaseJudged(one.path("id").asText(), 1, answers));
        }
        return judgements;
    }

    private static Tally find(List<Tally> tallies, String id) {
        return tallies.stream().filter(tally -> tally.id().equals(id)).findFirst().orElseThrow();
    }

    private static JsonNode read() {
        try (InputStream in = SeftonTest.class.getResourceAsStream("/sefton-2009.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
