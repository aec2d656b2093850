package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of one report says, whole and in both languages. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ReportPageTest {
    private static final int PUBLISHED_FIGURES = 76;

    private final Newsroom newsroom = new Newsroom();

    @Inject DataSource dataSource;
    @Inject ObjectMapper json;

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- the whole report

    @ParameterizedTest
    @ValueSource(strings = {"en", "cy"})
    void every_published_figure_of_sefton_is_in_the_page(String language) throws IOException {
        List<String> rows = rows(html("/reports/" + newsroom.sefton() + "?lang=" + language));
        JsonNode published = published();
        var figures = new ArrayList<String>();
        for (String table : List.of("headlines", "criteria")) {
            for (var figure : published.path(table).properties()) {
                String percent = figure.getValue().path("percent").asText() + "%";
                String band = band(figure.getValue().path("band").asText(), language);
                String title = title(figure.getKey(), language);
                assertThat(rows)
                        .as(figure.getKey())
                        .anyMatch(row -> row.startsWith(title) && row.contains("|" + percent + "|"))
                        .anyMatch(row -> row.startsWith(title) && row.contains("|" + band + "|"));
                figures.add(percent);
                figures.add(band);
            }
        }
        for (var figure : published.path("sections").properties()) {
            String percent = figure.getValue().asText() + "%";
            assertThat(rows)
                    .anyMatch(row ->
                            row.startsWith(figure.getKey() + " ")
                                    && row.contains("|" + percent + "||"));
            figures.add(percent);
        }
        for (var figure : published.path("questions").properties()) {
            String percent = figure.getValue().asText() + "%";
            assertThat(rows)
                    .as(figure.getKey())
                    .anyMatch(row ->
                            row.startsWith(figure.getKey() + " ")
                                    && row.contains("|" + percent + "|"));
            figures.add(percent);
        }
        assertThat(figures).hasSize(PUBLISHED_FIGURES);
    }

    @Test
    void a_report_is_there_from_the_foreword_to_the_glossary() {
        String page = html("/reports/" + newsroom.sefton());
        assertThat(headings(page, 2))
                .containsExactly(
                        "Contents",
                        "Foreword",
                        "Scoring and summary table",
                        "Recommendations",
                        "Next steps",
                        "Service users&#39; perspective: children and young people",
                        "Service users&#39; perspective: victims",
                        "1 Assessment and sentence planning",
                        "2 Delivery and review of interventions",
                        "3 Outcomes",
                        "Appendix 1: Summary",
                        "Appendix 2: Context",
                        "Appendix 3: Inspection data",
                        "Appendix 4: Role of the inspectorate",
                        "Appendix 5: Glossary",
                        "Other forms of this report",
                        "Further links");
        assertThat(words(page))
                .contains(
                        "Questionnaires that came back from children and young people: 2. That is"
                                + " fewer than the 10 needed, so that no judgement is possible.",
                        "Sufficient in 4 of 4 cases: Where the screening indicated it, was a full"
                                + " RoSH assessment carried out? (1.1.4)",
                        "293 of 706 answers here were sufficient: 42%.",
                        "Nothing was recorded about the area.",
                        "Fieldwork took place from 20 April 2009 to 24 April 2009. 33 cases were in"
                                + " the sample, of which 33 count.",
                        "RoSH: risk of serious harm.");
        assertThat(rows(page))
                .contains(
                        "1.1.1 Was a RoSH screening completed?|23 of 32|72%|54% to 85%",
                        "1.2.17 Did planning address attitudes to offending?Counts in no"
                                + " score|18 of 21|86%|65% to 96%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "cy"})
    void every_entry_of_the_contents_leads_somewhere_and_no_heading_skips_a_level(String language) {
        for (String id : List.of(newsroom.sefton(), newsroom.rated())) {
            newsroom.corrected(id, "context", "A coastal area.", "It was left out.");
            String page = html("/reports/" + id + "?lang=" + language);
            List<String> ids = all(page, " id=\"([^\"]+)\"");
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(all(page, "<li><a class=\"govuk-link\" href=\"#([^\"]+)\""))
                    .hasSizeGreaterThan(12)
                    .isSubsetOf(ids);
            assertThat(ids).containsAll(all(page, "aria-labelledby=\"([^\" ]+)\""));
            int before = 0;
            for (String level : all(page, "<h([1-6])")) {
                assertThat(Integer.parseInt(level)).isLessThanOrEqualTo(before + 1);
                before = Integer.parseInt(level);
            }
            assertThat(all(page, "<table[^>]*>\\s*<(\\w+)")).containsOnly("caption");
            assertThat(all(page, "<th\\b( scope=\"(?:row|col)\")?")).doesNotContain("null");
        }
    }

    @Test
    void rated_standards_have_their_domains_key_questions_and_ratings() {
        String id = newsroom.rated();
        String page = html("/reports/" + id);
        assertThat(headings(page, 2))
                .contains(
                        "Ratings",
                        "1 Organisational delivery",
                        "2 Court disposals",
                        "3 Out-of-court disposals",
                        "4 Resettlement");
        assertThat(headings(page, 3))
                .contains("2.2 Planning", "4.1 Resettlement policy and provision");
        assertThat(words(page))
                .contains(
                        "Rated Inadequate.",
                        "What the cases give by the rule: Good",
                        "Nothing stayed below",
                        "Sufficient in 40% of cases: keeps the child safe (2.2.child-safety)");
        assertThat(rows(page))
                .contains("2.2.child-safety keeps the child safe|8 of 20|40%|21% to 62%");
        String welsh = html("/reports/" + id + "?lang=cy");
        assertThat(headings(welsh, 2))
                .contains("Graddau", "1 Cyflawni sefydliadol", "2 Gwarediadau llys", "4 Adsefydlu");
        assertThat(words(welsh))
                .contains(
                        "Gradd: Annigonol.",
                        "Nid arhosodd dim o dan",
                        "Ni fwriedir cynnal ailarolygiad.");
    }

    // ---- Welsh

    @Test
    void what_the_platform_drafted_is_said_in_welsh() {
        String page = html("/reports/" + newsroom.sefton() + "?lang=cy");
        assertThat(headings(page, 2))
                .contains(
                        "Rhagair",
                        "Sgorio a thabl crynhoi",
                        "Safbwynt defnyddwyr y gwasanaeth: plant a phobl ifanc",
                        "Atodiad 5: Geirfa");
        assertThat(words(page))
                .contains(
                        "Rhaid cyflwyno&#39;r cynllun gwella erbyn 22 Gorffennaf 2009 (28 diwrnod ar"
                                + " ôl cyhoeddi). Ar ôl ei gwblhau, caiff ei anfon at y Bwrdd"
                                + " Cyfiawnder Ieuenctid. Bwriedir cynnal ailarolygiad tua 24"
                                + " Mehefin 2010 (12 mis ar ôl cyhoeddi).",
                        "Holiaduron a ddychwelwyd gan blant a phobl ifanc: 2. Mae hynny&#39;n llai"
                                + " na&#39;r 10 sydd eu hangen, felly nid oes modd dod i farn.",
                        "Holiaduron a ddychwelwyd gan ddioddefwyr: 4.",
                        "Roedd 293 allan o 706 ateb yma&#39;n ddigonol: 42%.",
                        "Ni chofnodwyd dim am yr ardal.",
                        "Cynhaliwyd y gwaith maes rhwng 20 Ebrill 2009 a 24 Ebrill 2009. Roedd 33"
                                + " achos yn y sampl, ac mae 33 ohonynt yn cyfrif.",
                        "RoSH: risg o niwed difrifol.")
                .doesNotContain("Sufficient in", "no judgement is possible", "Fieldwork took");
        assertThat(page)
                .contains(
                        "lang=\"cy\">Digonol mewn 72% o achosion: <span lang=\"en\">Was a RoSH"
                                + " screening completed?</span> (1.1.1)</li>",
                        "lang=\"cy\">Digonol mewn 4 allan o 4 achos: <span lang=\"en\">");
    }

    @Test
    void what_somebody_wrote_stays_as_it_was_written_and_is_marked() {
        String id = newsroom.drafted(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        newsroom.amended(id, "criteria/1.1/strengths", "Screening was common.\nIt was right.");
        newsroom.amended(id, "role", "Write to us.");
        newsroom.check(id, Sefton.AREA, Sefton.RECOMMENDATIONS);
        newsroom.publish(id, true);
        for (String language : List.of("en", "cy")) {
            String page = html("/reports/" + id + "?lang=" + language);
            assertThat(page)
                    .contains(
                            "<p class=\"govuk-body pages-written\" lang=\"en\">Screening was"
                                    + " common.</p>",
                            "<p class=\"govuk-body pages-written\" lang=\"en\">It was right.</p>",
                            "<p class=\"govuk-body pages-written\" lang=\"en\">Write to us.</p>")
                    .doesNotContain("public body", "Corff cyhoeddus");
        }
        assertThat(html("/reports/" + id + "?lang=cy"))
                .contains("Meysydd i&#39;w gwella")
                .contains("lang=\"cy\">Digonol mewn 39% o achosion: ");
    }

    @Test
    void a_sentence_frozen_without_its_figures_stays_english() throws SQLException {
        String id = newsroom.sefton();
        update(
                "update report_edition set document = (document::jsonb - 'strengthFrom' -"
                        + " 'contextStatements')::text where inspection = '%s'".formatted(id));
        assertThat(html("/reports/" + id + "?lang=cy"))
                .contains("lang=\"en\">Nothing was recorded about the area.</p>")
                .contains("lang=\"cy\">Digonol mewn 72% o achosion: ");
    }

    // ---- editions

    @Test
    void an_earlier_edition_is_read_as_it_was_frozen_and_says_that_there_is_a_newer_one() {
        String id = newsroom.sefton();
        newsroom.corrected(id, "criteria/1.1/strengths", "Four posts.", "A misprint.");
        newsroom.corrected(id, "foreword", "In better words.", "Clumsy words.");
        String first = html("/reports/%s?edition=1".formatted(id));
        assertThat(words(first))
                .contains("This is edition 1, as it was published.", Sefton.FOREWORD)
                .contains("Sufficient in 72% of cases")
                .doesNotContain("Four posts.", "better words", "The passage now says");
        assertThat(first)
                .contains("<a class=\"govuk-link\" href=\"/reports/%s\">Read".formatted(id))
                .contains("href=\"?edition=2\">Edition 2, 24 June 2009</a>");
        assertThat(words(html("/reports/%s?edition=2&lang=cy".formatted(id))))
                .contains(
                        "Argraffiad 2 yw hwn",
                        "Four posts.",
                        "1.1 Risg o Niwed i eraill: Cryfderau")
                .doesNotContain("better words");
        String newest = html("/reports/" + id);
        assertThat(words(newest))
                .contains("Edition 3, 24 June 2009 (this one)")
                .doesNotContain("as it was published");
        assertThat(html("/reports/%s?edition=3".formatted(id))).doesNotContain("edition 3, as");
        for (String unknown : List.of("0", "4", "-1")) {
            given().accept("text/html")
                    .get("/reports/{id}?edition={edition}", id, unknown)
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void of_a_report_without_a_document_the_page_says_what_is_there() throws SQLException {
        String id = newsroom.sefton();
        newsroom.corrected(id, "context", "A coastal area.", "It was left out.");
        update("delete from report_edition where inspection = '%s'".formatted(id));
        for (String language : List.of("en", "cy")) {
            String page = html("/reports/" + id + "?lang=" + language);
            assertThat(page)
                    .contains(Sefton.FOREWORD, "A coastal area.", "That is what the scores say.")
                    .contains("<svg class=\"pages-chart\"")
                    .doesNotContain("id=\"glossary\"", "press-notice", "?edition=1");
            assertThat(rows(page)).anyMatch(row -> row.startsWith("1.1 ") && row.contains("|46%|"));
        }
        given().accept("text/html").get("/reports/{id}?edition=1", id).then().statusCode(404);
        html("/reports/%s?edition=2".formatted(id));
        String rated = newsroom.rated();
        update("delete from report_edition where inspection = '%s'".formatted(rated));
        assertThat(rows(html("/reports/" + rated))).contains("2.2 Planning|Inadequate|0");
    }

    // ---- the words of these tests

    private static String html(String address) {
        return given().accept("text/html")
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private JsonNode published() throws IOException {
        try (var in = getClass().getResourceAsStream("/inspections/sefton-2009.json")) {
            return json.readTree(Objects.requireNonNull(in)).path("published_figures");
        }
    }

    private static String title(String id, String language) {
        boolean welsh = language.equals("cy");
        return switch (id) {
            case "safeguarding" -> welsh ? "Diogelu" : "Safeguarding";
            case "roh" -> welsh ? "Diogelu&#39;r cyhoedd - Risg" : "Public Protection - Risk";
            case "lor" -> welsh ? "Diogelu&#39;r cyhoedd - Teb" : "Public Protection - Like";
            default -> id + " ";
        };
    }

    private static String band(String label, String language) {
        return language.equals("en")
                ? label
                : switch (label) {
                    case "DRASTIC" -> "DRASTIG";
                    case "SUBSTANTIAL" -> "SYLWEDDOL";
                    case "MODERATE" -> "CYMEDROL";
                    default -> "YCHYDIG IAWN";
                };
    }

    // ---- before publication

    @Test
    void before_publication_it_is_a_page_for_those_who_may_see_it() {
        String id = newsroom.drafted(Sefton.AREA, Sefton.BODY, "Not for everyone yet.");
        read(id, null, null, 404);
        read(id, "yjb", null, 404);
        read(id, "yot", Sefton.AREA, 404);
        assertThat(read(id, "inspector", null, 200))
                .contains("It is a draft.", "Not for everyone yet.", "no-store");
        newsroom.check(id, Sefton.AREA, Sefton.RECOMMENDATIONS);
        read(id, "yot", "Leeds", 404);
        assertThat(read(id, "yot", Sefton.AREA, 200))
                .contains(
                        "The inspected service has answered.",
                        "Factual accuracy is checked until the end of 12 June 2009.");
        newsroom.scheduled(id, Instant.parse("2029-05-08T23:01:00Z"));
        assertThat(read(id, "yot", Sefton.AREA, 200))
                .contains("Its publication is decided.", "Available on Wednesday 09 May 00.01.");
        read(id, "analyst", null, 404);
        read(id, null, null, 404);
    }

    /** Headers and page, as the holder of the role sees it; nobody without a role. */
    private static String read(
            String id, @Nullable String role, @Nullable String area, int status) {
        var browser = given().accept("text/html");
        if (role != null) {
            browser.cookies(Sessions.of(role, area));
        }
        var answer = browser.get("/reports/{id}", id);
        assertThat(answer.statusCode()).as("%s of %s", role, area).isEqualTo(status);
        return answer.getHeaders() + answer.asString();
    }

    /** The page without markup, its white space made one. */
    private static String words(String page) {
        return page.replaceAll("<br>", " ").replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
    }

    private static List<String> headings(String page, int level) {
        return all(page, "(?s)<h%d[^>]*>(.*?)</h%d>".formatted(level, level)).stream()
                .map(ReportPageTest::words)
                .map(String::strip)
                .toList();
    }

    private static List<String> rows(String page) {
        return all(page, "(?s)<tr[^>]*>(.*?)</tr>").stream()
                .map(row ->
                        row.strip()
                                .replaceAll("</t[dh]>\\s*<t[dh][^>]*>", "|")
                                .replaceAll("<[^>]*>", "")
                                .strip())
                .toList();
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult found) -> String.valueOf(found.group(1)))
                .toList();
    }

    private void update(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
