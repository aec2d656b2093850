package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.local.testing.SignIn;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.SeftonHistory.Told;

/** An inspection's history as a page, at each of its moments. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class HistoryPageTest {
    private static final List<Told> SEFTON = SeftonHistory.told(InspectionKind.CORE);
    private static final int ON_A_PAGE = 50;
    private static final int BYTES_MAX = 150_000;
    private static final String INSPECTOR = TestTokens.token("inspector", "reader", null);
    private final SeftonHistory sefton = new SeftonHistory();

    @Inject DataSource dataSource;

    @AfterEach
    void close() {
        sefton.close();
    }

    // ---- scores as they stood

    @Test
    void at_each_moment_of_sefton_the_scores_are_those_given_out_last() {
        String id = sent(SEFTON);
        ScoreEvent given = null;
        ScoreEvent before = null;
        var versions = new HashMap<String, Integer>();
        for (int number = 1; number <= SEFTON.size(); number++) {
            Told told = SEFTON.get(number - 1);
            int version = versions.merge(told.topic(), 1, Integer::sum);
            String page = html("/inspections/%s/history/moment?number=%d".formatted(id, number));
            assertThat(page)
                    .contains("data-at=\"%s/%d\"".formatted(told.topic(), version))
                    .contains("Event %d of %d".formatted(number, SEFTON.size()));
            if (told.event() instanceof ScoreEvent score) {
                before = given;
                given = score;
            } else {
                before = null;
            }
            if (given == null) {
                assertThat(page).contains("No score had been given out.");
                assertThat(rows(page)).isEmpty();
            } else {
                assertThat(text(page, "moment-cases"))
                        .isEqualTo("%d of %d judged".formatted(given.judged(), given.sampled()));
                assertThat(rows(page)).isEqualTo(table(given, before));
            }
        }
        assertThat(rows(html("/inspections/" + id + "/history?at=score-events/34")))
                .contains(
                        "Safeguarding|38%|DRASTIC|33% to 44%|" + "38% DRASTIC, 38% to 38%",
                        "Public Protection - Likelihood of Reoffending|50%|SUBSTANTIAL|45% to 54%|"
                                + "50% SUBSTANTIAL, 50% to 50%");
    }

    @Test
    void who_reads_a_history_is_recorded_as_a_page_or_as_data() {
        String id = sent(SEFTON.subList(0, 5));
        html("/inspections/" + id + "/history");
        html("/inspections/" + id + "/history/moment?number=2");
        given().auth()
                .oauth2(TestTokens.token("operator", "test-operator", null))
                .get("/v1/inspections/" + id + "/history")
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(TestTokens.token("analyst", "test-analyst", null))
                .accept("text/html")
                .get("/inspections/" + id + "/history")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(TestTokens.token("operator", "test-operator", null))
                .get("/admin/audit?kind=read&inspection=" + id)
                .then()
                .statusCode(200)
                .body(
                        "items[0..3].operation",
                        contains("historyPage", "getHistory", "historyMoment", "historyPage"))
                .body("items[0..3].status", contains(403, 200, 200, 200));
    }

    @Test
    void a_moment_tells_the_stage_and_what_its_event_changed() {
        String id = sent(SEFTON);
        String first = html("/inspections/" + id + "/history?at=case-events/1");
        assertThat(text(first, "moment-stage")).isEqualTo("Announced");
        assertThat(text(first, "moment-cases")).isEqualTo("0 in the sample");
        String sampled = html("/inspections/" + id + "/history?at=case-events/11");
        assertThat(text(sampled, "moment-stage")).isEqualTo("Fieldwork under way");
        assertThat(text(sampled, "moment-cases")).isEqualTo("10 in the sample");
        assertThat(text(html("/inspections/" + id + "/history?at=score-events/1"), "moment-change"))
                .isEqualTo("This event gave out the first scores.");
        assertThat(text(html("/inspections/" + id + "/history?at=score-events/3"), "moment-change"))
                .matches(
                        "This event changed \\d+ of 14 scores. Before it, 2 of 33 cases were"
                                + " judged.");
        assertThat(text(html("/inspections/" + id + "/history?at=case-events/37"), "moment-change"))
                .isEqualTo("This event changed no score.");
        String last = html("/inspections/" + id + "/history");
        assertThat(text(last, "moment-stage")).isEqualTo("Scores final");
        assertThat(last).contains("These are final scores.");
    }

    @Test
    void scores_from_before_they_were_kept_are_said_to_be_missing() throws SQLException {
        String id = sent(SEFTON.subList(0, 40));
        update("delete from score_movement where inspection = '" + id + "' and version < 3");
        assertThat(html("/inspections/" + id + "/history?at=score-events/2"))
                .contains("before this service began to keep them");
        assertThat(text(html("/inspections/" + id + "/history?at=score-events/3"), "moment-change"))
                .isEqualTo("What the scores were before this event is not kept here.");
    }

    // ---- the order, and the names of moments

    @Test
    void two_orders_of_arrival_give_the_same_pages() {
        String one = sent(SEFTON);
        String other =
                sent(SEFTON.stream().sorted(Comparator.comparing(Told::topic).reversed()).toList());
        for (String query :
                List.of(
                        "",
                        "?page=2",
                        "?page=3",
                        "?at=score-events/7",
                        "?service=scoring-service")) {
            assertThat(pages(other, query)).as(query).isEqualTo(pages(one, query));
        }
        for (int number = 1; number <= SEFTON.size(); number += 7) {
            String query = "/moment?number=" + number;
            assertThat(pages(other, query)).as(query).isEqualTo(pages(one, query));
        }
    }

    @Test
    void a_link_leads_to_the_same_event_when_others_come_before_it() {
        String id = sent(SEFTON.subList(0, 40));
        String before = html("/inspections/" + id + "/history?at=score-events/3");
        sefton.send(
                id,
                "improvement-plan-events",
                Instant.parse("2009-04-01T09:00:00Z"),
                Map.of(),
                new PlanForwarded("Youth Justice Board", LocalDate.of(2009, 4, 1)));
        String after = html("/inspections/" + id + "/history?at=score-events/3");
        assertThat(before).contains("Event 40 of 40");
        assertThat(after).contains("Event 41 of 41").contains("data-at=\"score-events/3\"");
        assertThat(rows(after).subList(0, 14)).isEqualTo(rows(before).subList(0, 14));
    }

    @Test
    void a_number_and_an_instant_lead_to_the_moment_that_they_mean() {
        String id = sent(SEFTON);
        String page = "/inspections/" + id + "/history";
        redirected(page + "?number=1", page + "?at=case-events%2F1");
        redirected(page + "?number=36", page + "?at=score-events%2F1");
        redirected(
                page + "?number=36&type=CaseJudged&from=2009-04-20",
                page + "?at=score-events%2F1&type=CaseJudged&from=2009-04-20");
        redirected(page + "?number=1&lang=cy", page + "?at=case-events%2F1&lang=cy");
        redirected(page + "?asOf=2009-04-20T08:00:00Z", page + "?at=case-events%2F35");
        redirected(page + "?asOf=2010-01-01T00:00:00Z", page + "?at=score-events%2F34");
        asked(page + "?asOf=2009-03-16T09:29:59Z").then().statusCode(404);
        asked(page + "?asOf=yesterday").then().statusCode(400);
        asked(page + "?asOf=1066-10-14T09:00:00Z").then().statusCode(422);
        asked(page + "?number=103").then().statusCode(404);
        asked(page + "?number=0").then().statusCode(422);
        asked(page + "/moment?number=103").then().statusCode(404);
        asked(page + "/moment").then().statusCode(422);
        asked(page + "?page=x").then().statusCode(422);
    }

    @Test
    void a_moment_that_is_not_there_is_not_found_and_what_is_none_is_refused() {
        String id = sent(SEFTON.subList(0, 1));
        for (String at : List.of("case-events/2", "score-events/1", "other-events/1")) {
            asked("/inspections/" + id + "/history?at=" + at)
                    .then()
                    .statusCode(404)
                    .body(containsString("<h1 class=\"govuk-heading-xl\">Page not found"));
        }
        for (String at : List.of("7", "case-events", "case-events/0", "case-events/1/1", "/1")) {
            asked("/inspections/" + id + "/history?at=" + at).then().statusCode(422);
        }
        given().auth()
                .oauth2(INSPECTOR)
                .get("/inspections/{id}/history?at=7", id)
                .then()
                .statusCode(422)
                .body("violations[0].field", equalTo("at"));
    }

    // ---- the list

    @Test
    void the_list_has_each_event_with_its_cause_and_never_an_answer() {
        String id = sent(SEFTON);
        String page = html("/inspections/" + id + "/history?page=1");
        assertThat(events(page))
                .hasSize(ON_A_PAGE)
                .startsWith(
                        "1|Inspection announced|16 March 2009, 09:30:00|16 March 2009, 09:30:00|"
                                + "Cases|upstream|No event|1",
                        "2|Case added to the sample|30 March 2009, 09:30:00|"
                                + "30 March 2009, 09:30:00|Cases|upstream|No event|2")
                .contains(
                        "36|Scores changed|20 April 2009, 09:00:01|20 April 2009, 09:00:01|"
                                + "Scores|upstream|Event 35|1");
        assertThat(page)
                .contains("102 of 102 events")
                .contains("Page 1 of 3")
                .contains("<a class=\"govuk-link\" href=\"#case-events-35\">Event 35</a>")
                .contains("<tr class=\"govuk-table__row\" id=\"case-events-35\"")
                .doesNotContain("sufficient")
                .doesNotContain("SEF09");
        var hash =
                Pattern.compile("<span title=\"([0-9a-f]{64})\">([0-9a-f]{8})</span>")
                        .matcher(page);
        assertThat(hash.find()).isTrue();
        assertThat(hash.group(1)).startsWith(hash.group(2));
        // The cause of this page's first event is on the page before it.
        String second = html("/inspections/" + id + "/history?page=2");
        assertThat(events(second).getFirst()).startsWith("51|Case judged");
        String filtered = html("/inspections/" + id + "/history?type=ScoreChanged");
        assertThat(filtered)
                .contains("33 of 102 events")
                .contains("href=\"?at=case-events%2F35#case-events-35\">Event 35</a>");
        assertThat(events(html("/inspections/" + id + "/history?at=case-events/35")))
                .anyMatch(row -> row.startsWith("35|Case judged"));
    }

    @Test
    void the_list_is_at_the_page_of_the_moment() {
        String id = sent(SEFTON);
        String page = html("/inspections/" + id + "/history?at=score-events/34");
        assertThat(page)
                .contains("Page 3 of 3")
                .contains("id=\"score-events-34\" aria-current=\"true\"");
        assertThat(events(page)).hasSize(2);
        assertThat(html("/inspections/" + id + "/history?at=score-events/34&page=1"))
                .contains("Page 1 of 3");
        assertThat(html("/inspections/" + id + "/history?at=score-events/34&page=99"))
                .contains("Page 3 of 3");
    }

    @Test
    void the_list_is_filtered_by_service_type_actor_and_days_of_london() {
        String id = UUID.randomUUID().toString();
        sefton.send(id, SEFTON);
        try (var newsroom = new Newsroom()) {
            newsroom.reported(id, Sefton.AREA);
        }
        assertThat(left(id, "")).isEqualTo("107 of 107 events");
        assertThat(left(id, "?service=&type=&actor=&from=&to=")).isEqualTo("107 of 107 events");
        assertThat(left(id, "?service=scoring-service")).isEqualTo("34 of 107 events");
        assertThat(left(id, "?service=reporting-service")).isEqualTo("5 of 107 events");
        assertThat(left(id, "?type=CaseJudged")).isEqualTo("33 of 107 events");
        assertThat(left(id, "?actor=test-yot")).isEqualTo("1 of 107 events");
        assertThat(left(id, "?actor=upstream&service=reporting-service"))
                .isEqualTo("0 of 107 events");
        assertThat(left(id, "?from=2009-06-24")).isEqualTo("1 of 107 events");
        assertThat(left(id, "?to=2009-03-16")).isEqualTo("1 of 107 events");
        assertThat(left(id, "?from=2009-03-17&to=2009-04-19")).isEqualTo("33 of 107 events");
        // 00:30 in London, and the day before it in UTC.
        sefton.send(
                id,
                "improvement-plan-events",
                Instant.parse("2009-06-30T23:30:00Z"),
                Map.of("report-events", 5L),
                new PlanForwarded("Youth Justice Board", LocalDate.of(2009, 7, 1)));
        assertThat(left(id, "?from=2009-07-01")).isEqualTo("1 of 108 events");
        assertThat(left(id, "?to=2009-06-30")).isEqualTo("107 of 108 events");
        asked("/inspections/" + id + "/history?from=24.6.2009").then().statusCode(422);
        String plan = html("/inspections/" + id + "/history?service=improvement-plan-service");
        assertThat(plan)
                .contains("<option value=\"improvement-plan-service\" selected>Improvement plans")
                .contains("<option value=\"RecommendationMade\">Recommendation made");
        assertThat(text(plan, "moment-stage")).isEqualTo("Report published");
    }

    @Test
    void what_is_asked_for_is_escaped() {
        String id = sent(SEFTON.subList(0, 1));
        String page =
                html(
                        "/inspections/"
                                + id
                                + "/history?service=%3Cscript%3E1&type=%3Cscript%3E2&actor=%3Cscript%3E3");
        assertThat(page)
                .contains("0 of 1 events")
                .doesNotContain("<script>1")
                .doesNotContain("<script>2")
                .doesNotContain("<script>3")
                .contains("&lt;script&gt;3");
    }

    @Test
    void the_history_is_there_in_welsh() {
        String id = sent(SEFTON.subList(0, 38));
        String page = html("/inspections/" + id + "/history?at=score-events/2&lang=cy");
        assertThat(page)
                .contains("<html lang=\"cy\"")
                .contains("Digwyddiad 38 o 38")
                .contains("Newidiodd y sgorau")
                .contains("Gwaith maes ar y gweill")
                .contains("20 Ebrill 2009, 11:30:01")
                .contains("Digwyddiad 37: Barnwyd achos")
                .contains("38 o 38 digwyddiad");
        assertThat(text(page, "moment-cases")).isEqualTo("2 o 33 wedi&#39;u barnu");
    }

    // ---- who may see it

    /** Its envelopes are for the operator, its numbers are not. */
    @ParameterizedTest
    @EnumSource(
            value = InspectionKind.class,
            names = {"CORE", "SELF_AUDIT"})
    void the_operator_sees_no_scores(InspectionKind kind) {
        String id = sent(SeftonHistory.told(kind).subList(0, 38));
        String operator = TestTokens.token("operator", "operator", null);
        String reader =
                kind == InspectionKind.CORE
                        ? TestTokens.token("inspector", "inspector", null)
                        : TestTokens.token("yot", "yot", Sefton.AREA);
        for (String address : List.of("", "/moment?number=38")) {
            String path = "/inspections/" + id + "/history" + address;
            assertThat(browser(operator).urlEncodingEnabled(false).get(path).asString())
                    .contains("Your roles show events and no scores.")
                    .doesNotContain("<svg", "id=\"table-HEADLINES\"", "of 33 judged");
            assertThat(browser(reader).urlEncodingEnabled(false).get(path).asString())
                    .contains("<svg", "id=\"table-HEADLINES\"")
                    .doesNotContain("Your roles show events and no scores.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspector",
                "lead-inspector",
                "chief-inspector",
                "operator",
                "yot",
                "yjb",
                "analyst"
            })
    void the_page_is_for_those_for_whom_the_data_is(String role) {
        String core = sent(SEFTON.subList(0, 2));
        String audit = sent(SeftonHistory.told(InspectionKind.SELF_AUDIT).subList(0, 36));
        for (String id : List.of(core, audit, "none")) {
            for (String area : List.of(Sefton.AREA, "Wessex")) {
                String token = TestTokens.token(role, "reader", area);
                int data =
                        given().auth()
                                .oauth2(token)
                                .get("/v1/inspections/{id}/history", id)
                                .statusCode();
                for (String address :
                        List.of("", "?at=case-events/1", "?number=2", "/moment?number=1")) {
                    int page =
                            browser(token)
                                    .redirects()
                                    .follow(false)
                                    .urlEncodingEnabled(false)
                                    .get("/inspections/" + id + "/history" + address)
                                    .statusCode();
                    assertThat(page == 303 ? 200 : page)
                            .as("%s of %s: %s of %s", role, area, address, id)
                            .isEqualTo(data);
                }
            }
        }
    }

    @Test
    void a_self_audit_is_read_by_its_own_service() {
        String id = sent(SeftonHistory.told(InspectionKind.SELF_AUDIT));
        browser(TestTokens.token("yot", "reader", Sefton.AREA))
                .get("/inspections/{id}/history?at=self-audit-score-events/33", id)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(containsString("33 of 33 judged"));
    }

    @Test
    void nobody_is_asked_to_sign_in() {
        String id = sent(SEFTON.subList(0, 1));
        given().accept("text/html,*/*;q=0.8")
                .get("/inspections/{id}/history", id)
                .then()
                .statusCode(401)
                .body(containsString("/account?to=/inspections/" + id + "/history\""));
    }

    @Test
    void who_signs_in_comes_to_the_moment_of_the_link() {
        String page = "/inspections/" + sent(SEFTON.subList(0, 36)) + "/history";
        given().accept("text/html,*/*;q=0.8")
                .urlEncodingEnabled(false)
                .get(page + "?at=score-events%2F1")
                .then()
                .statusCode(401)
                .body(containsString("/account?to=" + page + "%3Fat%3Dscore-events%252F1\""));
        var signIn = new SignIn(Sessions.pages());
        URI asked = signIn.begin(page + "?at=score-events%2F1");
        assertThat(signIn.comeBack(signIn.present(INSPECTOR, asked)).toString())
                .endsWith(page + "?at=score-events%2F1");
    }

    // ---- long histories

    /** Rows as they would be after so many events: sending them would take minutes. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 20_000})
    void a_long_history_is_one_moment_and_one_page_of_its_list(int size) throws SQLException {
        String id = sent(SEFTON.subList(0, 36));
        lengthened(id, size);
        String middle = "?number=" + size / 2;
        for (String query : List.of("", middle, "?type=ScoreChanged&page=9", "/moment" + middle)) {
            String page = html("/inspections/" + id + "/history" + query);
            assertThat(page).contains("of " + size).hasSizeLessThan(BYTES_MAX);
        }
    }

    /** Case after case judged, each with its score. */
    private void lengthened(String id, int size) throws SQLException {
        int pairs = (size - 36) / 2;
        for (String statement :
                List.of(
                        """
                        insert into history_event
                        select 'case-events/%1$s/' || 35 + n, '%1$s', 'case-events', 35 + n,
                               'CaseJudged', timestamptz '2009-04-20T09:00:00Z' + n * interval '2s',
                               now(), 'inspector-' || n %% 9, null, 'request-' || n, '',
                               encode(sha256(cast('case' || n as bytea)), 'hex')
                        from generate_series(1, %2$d) n
                        """,
                        """
                        insert into history_event
                        select 'score-events/%1$s/' || 1 + n, '%1$s', 'score-events', 1 + n,
                               'ScoreChanged',
                               timestamptz '2009-04-20T09:00:01Z' + n * interval '2s',
                               now(), 'scoring-service', 'case-events/%1$s/' || 35 + n,
                               'request-' || n, 'case-events=' || 35 + n,
                               encode(sha256(cast('score' || n as bytea)), 'hex')
                        from generate_series(1, %2$d) n
                        """,
                        """
                        insert into score_movement (inspection, version, area, kind, type,
                            occurred_at, sampled, judged, case_version, scores, band_moves)
                        select inspection, 1 + n, area, kind, type, occurred_at, sampled, judged,
                               case_version, scores, band_moves
                        from score_movement, generate_series(1, %2$d) n
                        where inspection = '%1$s' and version = 1
                        """)) {
            update(statement.formatted(id, pairs));
        }
        update("analyze history_event");
    }

    // ---- the words of these tests

    private String sent(List<Told> events) {
        String id = UUID.randomUUID().toString();
        sefton.send(id, events);
        return id;
    }

    /** Title, percent, band, interval and, where this score replaced one, that one. */
    private static List<String> table(ScoreEvent given, @Nullable ScoreEvent before) {
        var framework = (PooledPercentage) Sefton.FRAMEWORK;
        var titles = new HashMap<String, String>();
        framework.headlines().forEach(h -> titles.put("h" + h.id(), h.title()));
        framework.sections().forEach(s -> titles.put("s" + s.id(), s.id() + " " + s.title()));
        framework.criteria().forEach(c -> titles.put("c" + c.id(), c.id() + " " + c.title()));
        var now = (Scores.Pooled) given.scores();
        var then = before == null ? null : (Scores.Pooled) before.scores();
        return Stream.of(
                        lines("h", true, now.headlines(), then == null ? null : then.headlines()),
                        lines("s", false, now.sections(), then == null ? null : then.sections()),
                        lines("c", true, now.criteria(), then == null ? null : then.criteria()))
                .flatMap(lines -> lines)
                .map(line -> {
                    int bar = line.indexOf('|');
                    return titles.get(line.substring(0, bar)) + line.substring(bar);
                })
                .toList();
    }

    private static Stream<String> lines(
            String level, boolean banded, List<Tally> now, @Nullable List<Tally> before) {
        return Stream.iterate(0, i -> i < now.size(), i -> i + 1)
                .map(i -> {
                    Tally tally = now.get(i);
                    String line =
                            level
                                    + tally.id()
                                    + "|"
                                    + percent(tally)
                                    + (banded ? "|" + Objects.toString(tally.band(), "") : "")
                                    + "|"
                                    + interval(tally);
                    return before == null ? line : line + "|" + earlier(tally, before.get(i));
                });
    }

    private static String earlier(Tally now, Tally before) {
        if (percent(now).equals(percent(before)) && interval(now).equals(interval(before))) {
            return "Unchanged";
        }
        return percent(before)
                + (before.band() == null ? "" : " " + before.band())
                + (before.interval() == null ? "" : ", " + interval(before));
    }

    private static String percent(Tally tally) {
        return tally.percent() == null ? "No score" : tally.percent() + "%";
    }

    private static String interval(Tally tally) {
        var interval = tally.interval();
        return interval == null ? "" : interval.low() + "% to " + interval.high() + "%";
    }

    /** The page without what two inspections cannot have in common. */
    private static String pages(String id, String query) {
        return html("/inspections/" + id + "/history" + query)
                .replace(id, "ID")
                .replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll(">[0-9a-f]{8}</span>", ">HASH</span>");
    }

    private static String left(String id, String query) {
        return text(html("/inspections/" + id + "/history" + query), "count");
    }

    private static void redirected(String from, String to) {
        browser(INSPECTOR)
                .redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(from)
                .then()
                .statusCode(303)
                .header("Location", endsWith(to));
    }

    private static String html(String address) {
        return asked(address).then().statusCode(200).extract().asString();
    }

    private static Response asked(String address) {
        return browser(INSPECTOR).urlEncodingEnabled(false).get(address);
    }

    private static RequestSpecification browser(String session) {
        return given().accept("text/html,*/*;q=0.8").cookies(Sessions.with(session));
    }

    private static String text(String page, String id) {
        var element =
                Pattern.compile("id=\"" + id + "\">(.*?)</(dd|p)>", Pattern.DOTALL).matcher(page);
        assertThat(element.find()).as(id).isTrue();
        return element.group(1).strip();
    }

    /** The list's rows without the hash, which is the last cell. */
    private static List<String> events(String page) {
        return rows(page.substring(page.indexOf("id=\"events\""))).stream()
                .skip(1)
                .map(row -> row.substring(0, row.lastIndexOf('|')))
                .toList();
    }

    /** The rows of all tables of a moment but their heads, cells apart by a bar. */
    private static List<String> rows(String page) {
        return Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row ->
                        row.group(1)
                                .strip()
                                .replaceAll("</t[dh]>\\s*<t[dh][^>]*>", "|")
                                .replaceAll("<[^>]*>", "")
                                .strip())
                .filter(row -> !row.startsWith("Subject|"))
                .toList();
    }

    private void update(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
