package uk.inspection.local.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The published inspection as data: what was inspected, and every figure that was printed. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Inspection(
        String framework,
        String area,
        String body,
        String kind,
        String announced,
        Fieldwork fieldwork,
        String published,
        SortedMap<String, Integer> questionnaires,
        List<Recommendation> recommendations,
        List<Case> cases,
        @JsonProperty("published_figures") Figures figures) {

    record Fieldwork(String start, String end) {}

    record Recommendation(int no, String text, String responsible) {}

    record Case(
            String id,
            String sentence,
            String ageBand,
            String gender,
            boolean lookedAfter,
            SortedMap<String, String> answers) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Figures(
            Map<String, Banded> headlines,
            Map<String, Banded> criteria,
            Map<String, Integer> sections,
            Map<String, Integer> questions) {}

    record Banded(int percent, String band) {}

    static Inspection sefton2009() {
        try (var stream = Inspection.class.getResourceAsStream("/inspections/sefton-2009.json")) {
            return new ObjectMapper().readValue(stream, Inspection.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
