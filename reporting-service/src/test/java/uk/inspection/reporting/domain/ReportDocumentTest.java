package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.Event;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.EastSussex;
import uk.inspection.reporting.Sefton;
import uk.inspection.reporting.domain.ReportDocument.Criterion;
import uk.inspection.reporting.domain.ReportDocument.Findings;
import uk.inspection.reporting.domain.ReportDocument.Passage;
import uk.inspection.reporting.domain.ReportDocument.Section;

class ReportDocumentTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    // ---- Sefton, 2009

    @Test
    void every_published_figure_of_sefton_is_in_its_place() throws IOException {
        var document = document(sefton());
        JsonNode figures = figures();
        assertThat(document.scoring().headlines())
                .allSatisfy(line ->
                        same(Objects.requireNonNull(line.score()), figures.path("headlines")))
                .hasSameSizeAs(figures.path("headlines"));
        assertThat(document.scoring().headlines())
                .extracting(line -> Objects.requireNonNull(line.score()).percent())
                .containsExactly(38, 36, 50);
        assertThat(criteria(document))
                .allSatisfy(criterion ->
                        same(Objects.requireNonNull(criterion.score()), figures.path("criteria")))
                .hasSameSizeAs(figures.path("criteria"));
        assertThat(document.sections())
                .allSatisfy(section ->
                        assertThat(Objects.requireNonNull(section.score()).percent())
                                .isEqualTo(figures.path("sections").path(section.id()).asInt()))
                .extracting(section -> section.commentary().text())
                .first()
                .isEqualTo("293 of 706 answers here were sufficient: 42%.");
        var percents = new java.util.HashMap<String, Integer>();
        criteria(document).stream()
                .flatMap(criterion -> criterion.questions().stream())
                .map(line -> Objects.requireNonNull(line.score()))
                .filter(score -> score.percent() != null)
                .forEach(score -> percents.put(score.id(), score.percent()));
        assertThat(figures.path("questions").properties())
                .hasSizeGreaterThan(50)
                .allSatisfy(figure ->
                        assertThat(percents)
                                .containsEntry(figure.getKey(), figure.getValue().asInt()));
        assertThat(document.recommendations().items()).isEqualTo(Sefton.RECOMMENDATIONS);
        assertThat(document.nextSteps().passage().text())
                .isEqualTo(
                        "The improvement plan is due on 22 July 2009 (28 days after publication)."
                                + " Once finalised it goes to the Youth Justice Board. A"
                                + " re-inspection is planned for about 24 June 2010 (12 months"
                                + " after publication).");
        assertThat(document.children().passage().text())
                .isEqualTo(
                        "Questionnaires that came back from children and young people: 2. That is"
                                + " fewer than the 10 needed, so that no judgement is possible.");
        assertThat(document.victims().questionnaires()).isEqualTo(4);
        assertThat(document.victims().judged()).isFalse();
    }

    /** What was frozen once is assembled the same by every later release. */
    @Test
    void the_document_of_sefton_is_word_for_word_what_it_was() throws IOException {
        assertThat(JSON.writeValueAsString(document(sefton())))
                .isEqualToNormalizingNewlines(resource("/documents/sefton-2009.json").strip());
    }

    // ---- drafted passages

    @Test
    void what_was_sufficient_as_often_as_the_second_best_band_asks_is_a_strength() {
        var risk = criteria(document(sefton())).getFirst();
        assertThat(risk.strengths().drafted())
                .extracting(ReportDocument.Finding::question)
                .containsExactly("1.1.1", "1.1.4", "1.1.6");
        assertThat(risk.strengths().passage().text())
                .startsWith("Sufficient in 72% of cases: Was a RoSH screening completed? (1.1.1)\n")
                .contains("Sufficient in 4 of 4 cases: ");
        assertThat(risk.improvement().drafted())
                .extracting(ReportDocument.Finding::question)
                .containsExactly("1.1.2", "1.1.3", "1.1.5", "1.1.7", "1.1.8", "1.1.9", "1.1.10");
        assertThat(risk.improvement().passage().text())
                .contains("Sufficient in 0 of 1 case: ", "Sufficient in 0% of cases: ");
    }

    @Test
    void an_edited_passage_stands_in_place_of_what_was_drafted() {
        var edited =
                document(
                        with(
                                drafted(),
                                new ReportAmended("criteria/1.1/strengths", "None.", "Facts."),
                                new ReportAmended("foreword", "Another beginning.", "Style.")));
        assertThat(edited.foreword().text()).isEqualTo("Another beginning.");
        Findings strengths = criteria(edited).getFirst().strengths();
        assertThat(strengths.passage().text()).isEqualTo("None.");
        assertThat(strengths.passage().edited()).isTrue();
        assertThat(strengths.drafted()).isEmpty();
        assertThat(criteria(edited).get(1).strengths().passage().edited()).isFalse();
    }

    @Test
    void with_enough_questionnaires_the_perspective_is_a_passage_to_write() {
        var events =
                with(
                        drafted(),
                        new QuestionnaireRecorded(Respondents.CHILDREN, 10),
                        new ReportAmended("service-users/children", "They were heard.", "Facts."),
                        new ReportAmended("service-users/victims", "They were not.", "Facts."));
        assertThat(document(events).children().passage().text()).isEqualTo("They were heard.");
        assertThat(document(events).victims().passage().text()).contains("no judgement");
    }

    @Test
    void the_context_is_what_was_recorded_of_it() {
        assertThat(document(drafted()).context().text())
                .isEqualTo("Nothing was recorded about the area.");
        var events =
                with(
                        drafted(),
                        new ContextRecorded(ContextTopic.AREA_FACTS, "The area is coastal."),
                        new ContextRecorded(
                                ContextTopic.CAPACITY_TO_IMPROVE, "Two posts were vacant."));
        assertThat(document(events).context().text())
                .isEqualTo("Two posts were vacant.\nThe area is coastal.");
    }

    @Test
    void before_publication_the_next_steps_are_said_by_the_rules_and_then_as_decided() {
        assertThat(document(drafted()).nextSteps().passage().text())
                .isEqualTo(
                        "The improvement plan is due 28 days after publication. The chief inspector"
                                + " decides at publication whether there is a re-inspection, about"
                                + " 12 months later.");
        var scheduled =
                new PublicationScheduled(
                        Instant.parse("2009-06-30T23:01:00Z"),
                        LocalDate.of(2009, 7, 1),
                        new DueDate(LocalDate.of(2009, 9, 1), "fixed date"),
                        "Board",
                        new ReinspectionDecision(false, "The work is sound.", null));
        assertThat(document(with(drafted(), scheduled)).nextSteps().passage().text())
                .isEqualTo(
                        "The improvement plan is due on 1 September 2009 (fixed date). Once"
                                + " finalised it goes to the Board. No re-inspection is planned.");
        assertThat(
                        document(with(drafted(), scheduled, new PublicationWithdrawn("Not yet.")))
                                .nextSteps()
                                .planDue())
                .isNull();
    }

    // ---- editions

    @Test
    void an_edition_says_what_it_changed() {
        var corrected =
                new ReportCorrected(
                        2, LocalDate.of(2009, 7, 1), "foreword", "Another.", "A misprint.");
        var document = document(with(sefton(), corrected));
        assertThat(document.edition()).isEqualTo(2);
        assertThat(document.foreword().text()).isEqualTo("Another.");
        assertThat(document.editions())
                .containsExactly(
                        new ReportDocument.Edition(1, Sefton.PUBLISHED, null, null),
                        new ReportDocument.Edition(
                                2, LocalDate.of(2009, 7, 1), "foreword", "A misprint."));
        assertThat(document(sefton()).edition()).isEqualTo(1);
        assertThat(document(drafted()).edition()).isNull();
    }

    @Test
    void what_others_say_after_publication_changes_no_edition() {
        var later =
                with(
                        sefton(),
                        new QuestionnaireRecorded(Respondents.CHILDREN, 12),
                        new ContextRecorded(ContextTopic.AREA_FACTS, "The area is coastal."),
                        Sefton.announced(InspectionKind.REINSPECTION),
                        EastSussex.finalised(9));
        assertThat(document(later)).isEqualTo(document(sefton()));
    }

    @Test
    void the_sample_is_that_of_the_scores_that_the_draft_reports() {
        var document = document(with(drafted(), EastSussex.finalised(60)));
        assertThat(document.inspectionData().sampled()).isEqualTo(33);
    }

    @Test
    void a_new_draft_starts_without_the_passages_of_the_void_one() {
        var again =
                with(
                        drafted(),
                        new ReportAmended("foreword", "Another.", "Style."),
                        new RecommendationMade(Sefton.RECOMMENDATIONS.getFirst()),
                        draft());
        assertThat(document(again)).isEqualTo(document(drafted()));
    }

    @Test
    void there_is_no_document_before_the_announcement_and_the_draft() {
        assertThat(ReportDocument.of("1", content(List.of(draft())))).isNull();
        assertThat(ReportDocument.of("1", content(List.of(Sefton.announced(InspectionKind.CORE)))))
                .isNull();
    }

    // ---- rated standards

    @Test
    void rated_standards_have_their_key_questions_and_no_criteria() {
        var document = document(eastSussex());
        assertThat(document.sections()).isEmpty();
        assertThat(document.scoring().overall()).isEqualTo("Good");
        assertThat(document.scoring().points()).isEqualTo(25);
        var standards = document.domains().stream().flatMap(one -> one.standards().stream());
        var byId =
                standards.collect(
                        java.util.stream.Collectors.toMap(
                                ReportDocument.Standard::id,
                                java.util.function.Function.identity()));
        assertThat(byId).hasSize(13);
        var leadership = Objects.requireNonNull(byId.get("1.1"));
        assertThat(leadership.strengths()).isNull();
        assertThat(leadership.commentary().text()).isEqualTo("Rated Good.");
        var planning = Objects.requireNonNull(byId.get("2.2"));
        assertThat(Objects.requireNonNull(planning.improvement()).drafted()).hasSize(3);
        assertThat(Objects.requireNonNull(planning.improvement()).passage().text())
                .startsWith("Sufficient in 40% of cases: ")
                .endsWith("(2.2.public-safety)");
        assertThat(document.children().needed()).isNull();
        assertThat(document.children().judged()).isTrue();
    }

    // ---- passages

    @ParameterizedTest
    @ValueSource(strings = {"cci-2009", "yj-2021"})
    void the_passages_that_may_be_named_are_those_of_the_document_in_its_order(String framework) {
        var document = document(framework.equals("cci-2009") ? sefton() : eastSussex());
        assertThat(List.copyOf(Passages.of(Frameworks.newest(framework).orElseThrow())))
                .isEqualTo(List.copyOf(passages(document)));
    }

    private static Set<String> passages(ReportDocument document) {
        var before =
                Stream.of(
                        document.foreword(),
                        document.scoring().passage(),
                        document.recommendations().passage(),
                        document.nextSteps().passage(),
                        document.children().passage(),
                        document.victims().passage());
        var sections =
                document.sections().stream()
                        .flatMap(section ->
                                Stream.concat(
                                        section.criteria().stream()
                                                .flatMap(one ->
                                                        Stream.of(
                                                                one.strengths().passage(),
                                                                one.improvement().passage())),
                                        Stream.of(section.commentary())));
        var standards =
                document.domains().stream()
                        .flatMap(domain -> domain.standards().stream())
                        .flatMap(one ->
                                Stream.concat(
                                        Stream.of(one.strengths(), one.improvement())
                                                .filter(Objects::nonNull)
                                                .map(Findings::passage),
                                        Stream.of(one.commentary())));
        var after =
                Stream.of(
                        document.summary(),
                        document.context(),
                        document.inspectionData().passage(),
                        document.role(),
                        document.glossary());
        var ids = new LinkedHashSet<String>();
        Stream.of(before, sections, standards, after)
                .flatMap(all -> all)
                .map(Passage::id)
                .forEach(ids::add);
        return ids;
    }

    // ---- what has happened

    private static List<Event> drafted() {
        return List.of(
                Sefton.announced(InspectionKind.CORE),
                new QuestionnaireRecorded(Respondents.CHILDREN, 2),
                new QuestionnaireRecorded(Respondents.VICTIMS, 4),
                Sefton.finalised(InspectionKind.CORE, 40),
                draft());
    }

    private static ReportDrafted draft() {
        var scores = Sefton.finalised(InspectionKind.CORE, 40);
        return new ReportDrafted(
                Sefton.AREA,
                Sefton.BODY,
                InspectionKind.CORE,
                Sefton.FRAMEWORK.ref(),
                5,
                scores.scores(),
                scores.reinspection(),
                Sefton.FOREWORD);
    }

    private static List<Event> sefton() {
        return with(
                drafted(),
                new ReportPublished(
                        Sefton.AREA,
                        Sefton.BODY,
                        InspectionKind.CORE,
                        Sefton.FRAMEWORK.ref(),
                        1,
                        Sefton.PUBLISHED,
                        Sefton.SCORES,
                        Sefton.RECOMMENDATIONS,
                        new DueDate(Sefton.PLAN_DUE, "28 days after publication"),
                        "Youth Justice Board",
                        new ReinspectionDecision(
                                true,
                                "Two headlines need drastic improvement.",
                                new DueDate(
                                        Sefton.REINSPECTION_DUE, "12 months after publication"))));
    }

    private static List<Event> eastSussex() {
        var scores = EastSussex.finalised(9);
        return List.of(
                EastSussex.announced(),
                scores,
                new ReportDrafted(
                        EastSussex.AREA,
                        EastSussex.BODY,
                        InspectionKind.CORE,
                        EastSussex.FRAMEWORK.ref(),
                        5,
                        scores.scores(),
                        scores.reinspection(),
                        "A good service."));
    }

    private static List<Event> with(List<Event> events, Event... more) {
        var all = new ArrayList<Event>(events);
        all.addAll(List.of(more));
        return all;
    }

    private static ReportContent content(List<Event> events) {
        var content = ReportContent.empty();
        for (Event event : events) {
            content = content.after(event);
        }
        return content;
    }

    private static ReportDocument document(List<Event> events) {
        return Objects.requireNonNull(ReportDocument.of("inspection-1", content(events)));
    }

    private static List<Criterion> criteria(ReportDocument document) {
        return document.sections().stream().map(Section::criteria).flatMap(List::stream).toList();
    }

    private static void same(Tally score, JsonNode published) {
        assertThat(score.percent()).isEqualTo(published.path(score.id()).path("percent").asInt(-1));
        assertThat(score.band()).isEqualTo(published.path(score.id()).path("band").asText());
    }

    private static JsonNode figures() throws IOException {
        return JSON.readTree(resource("/inspections/sefton-2009.json")).path("published_figures");
    }

    private static String resource(String name) throws IOException {
        try (var in = ReportDocumentTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
