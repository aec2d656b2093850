package uk.inspection.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final Inspection.Figures published = Inspection.sefton2009().figures();
    private final ObjectNode scores = asPublished();

    @Test
    void seventy_six_figures_were_published() {
        assertEquals(76, Comparison.of(published, scores).figures().size());
    }

    @Test
    void the_same_figures_agree() {
        var comparison = Comparison.of(published, scores);
        assertTrue(comparison.allAgree());
        assertEquals("76 of 76 figures agree", comparison.verdict());
        assertEquals(77, comparison.table().size());
    }

    @Test
    void one_percent_makes_a_difference() {
        tally("questions", 7).put("percent", 101);
        var comparison = Comparison.of(published, scores);
        assertFalse(comparison.allAgree());
        assertEquals("75 of 76 figures agree", comparison.verdict());
        assertEquals(
                1, comparison.table().stream().filter(line -> line.endsWith("differs")).count());
    }

    @Test
    void a_missing_band_makes_a_difference() {
        tally("headlines", 0).remove("band");
        assertEquals("75 of 76 figures agree", Comparison.of(published, scores).verdict());
    }

    @Test
    void no_scores_agree_with_nothing() {
        var none = new ObjectMapper().createObjectNode();
        assertEquals("0 of 76 figures agree", Comparison.of(published, none).verdict());
    }

    private ObjectNode tally(String list, int index) {
        return (ObjectNode) scores.path(list).path(index);
    }

    private ObjectNode asPublished() {
        var node = new ObjectMapper().createObjectNode();
        banded(node.putArray("headlines"), published.headlines());
        banded(node.putArray("criteria"), published.criteria());
        plain(node.putArray("sections"), published.sections());
        plain(node.putArray("questions"), published.questions());
        return node;
    }

    private static void banded(ArrayNode list, Map<String, Inspection.Banded> figures) {
        figures.forEach((id, figure) ->
                list.addObject()
                        .put("id", id)
                        .put("percent", figure.percent())
                        .put("band", figure.band()));
    }

    private static void plain(ArrayNode list, Map<String, Integer> figures) {
        figures.forEach((id, percent) -> list.addObject().put("id", id).put("percent", percent));
    }
}
