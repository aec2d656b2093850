package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static uk.inspection.reporting.PlanNews.leadingTo;
import static uk.inspection.reporting.PlanNews.requested;
import static uk.inspection.reporting.PlanNews.submitted;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.reporting.projection.PlanStatus;

/** Improvement plans as who is signed in reads them. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class PlanPagesTest {
    private static final Instant WINTER = Instant.parse("2010-02-10T09:00:00Z");

    private final Newsroom newsroom = new Newsroom();
    private final PlanNews news = new PlanNews();
    private final String area = "Planshire " + UUID.randomUUID();

    @BeforeEach
    void inWinter() {
        newsroom.businessTime(WINTER);
    }

    @AfterEach
    void close() {
        news.close();
        newsroom.close();
    }

    // ---- the overview

    @Test
    void what_is_late_comes_first_then_what_is_due_next_and_what_is_closed_last() {
        due("Due in March", LocalDate.of(2010, 3, 10));
        news.plan(leadingTo(PlanStatus.CLOSED, area, "Closed"));
        due("Twelve days late", LocalDate.of(2010, 1, 29));
        news.plan(List.of(requested(area, "Nothing open", LocalDate.of(2010, 1, 1), false)));
        due("Due today", LocalDate.of(2010, 2, 10));
        due("A day late", LocalDate.of(2010, 2, 9));
        due("Due tomorrow", LocalDate.of(2010, 2, 11));
        news.plan(
                List.of(
                        requested(area, "Under review", LocalDate.of(2010, 1, 1), false),
                        submitted(1, LocalDate.of(2010, 1, 1))));
        assertThat(plans(overview("")))
                .containsExactly(
                        "Nothing open|%s|Awaiting submission|Improvement plan|1 January 2010"
                                        .formatted(area)
                                + " 40 days late|Youth Justice Board",
                        "Twelve days late|%s|Awaiting submission|Improvement plan|29 January 2010"
                                        .formatted(area)
                                + " 12 days late|Youth Justice Board",
                        "A day late|%s|Awaiting submission|Improvement plan|9 February 2010"
                                        .formatted(area)
                                + " 1 day late|Youth Justice Board",
                        "Due today|%s|Awaiting submission|Improvement plan|10 February 2010"
                                        .formatted(area)
                                + " Due today|Youth Justice Board",
                        "Due tomorrow|%s|Awaiting submission|Improvement plan|11 February 2010"
                                        .formatted(area)
                                + " Due in 1 day|Youth Justice Board",
                        "Due in March|%s|Awaiting submission|Improvement plan|10 March 2010"
                                        .formatted(area)
                                + " Due in 28 days|Youth Justice Board",
                        "Under review|%s|Submitted, under review|Nothing||Youth Justice Board"
                                .formatted(area),
                        "Closed|%s|Closed|Nothing||Youth Justice Board".formatted(area));
        assertThat(overview("")).contains("Plans with something late on 10 February 2010: 3 of 8");
    }

    @Test
    void the_overview_is_cut_by_status_and_counts_each() {
        for (PlanStatus status : PlanStatus.values()) {
            news.plan(leadingTo(status, area, "The one that is " + status.word()));
        }
        String whole = overview("");
        for (PlanStatus status : PlanStatus.values()) {
            String cut = overview("&status=" + status.word());
            assertThat(plans(cut)).hasSize(1);
            assertThat(plans(cut).getFirst()).startsWith("The one that is " + status.word() + "|");
            assertThat(cut).contains("value=\"%s\" selected>".formatted(status.word()));
            assertThat(counts(cut)).isEqualTo(counts(whole));
        }
        assertThat(counts(whole))
                .containsExactly(
                        "Awaiting submission|1",
                        "Submission overdue|1",
                        "Submitted, under review|1",
                        "Returned|1",
                        "In monitoring|1",
                        "Monitoring return overdue|1",
                        "Re-inspection due|1",
                        "Closed|1");
        assertThat(overview("&status=")).contains("The one that is closed");
        assertThat(plans(html("yjb", null, "/plans?area=Nowhere"))).isEmpty();
    }

    @Test
    void the_overview_is_cut_into_pages_in_the_same_order() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 26; i++) {
            due("Service %02d".formatted(25 - i), LocalDate.of(2010, 1, 26).minusDays(i));
            expected.addFirst("Service %02d".formatted(25 - i));
        }
        String first = overview("");
        String second = overview("&page=2");
        assertThat(names(first)).isEqualTo(expected.subList(0, 25));
        assertThat(names(second)).isEqualTo(expected.subList(25, 26));
        assertThat(first).contains("Page 1 of 2", "rel=\"next\"").doesNotContain("rel=\"prev\"");
        assertThat(second).contains("Page 2 of 2", "rel=\"prev\"").doesNotContain("rel=\"next\"");
        assertThat(names(overview("&page=99"))).isEqualTo(expected.subList(25, 26));
        String next = link(first, "rel=\"next\"").replace("&amp;", "&");
        assertThat(names(html("yjb", null, next))).isEqualTo(expected.subList(25, 26));
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "page=-1", "page=one", "page=99999999999", "status=late"})
    void what_cannot_be_asked_is_refused(String parameter) {
        as("yjb", null)
                .get("/plans?" + parameter)
                .then()
                .statusCode(422)
                .body(containsString("This request cannot be answered"));
    }

    // ---- days

    @ParameterizedTest
    @CsvSource({
        // The last and the first moment of a day, where London's is Greenwich's.
        "2010-02-10T23:59:59Z, 2010-02-10, Due today",
        "2010-02-11T00:00:00Z, 2010-02-10, 1 day late",
        // Clocks go forward on 28 March 2010: that day ends at 23:00 in Greenwich.
        "2010-03-27T23:59:59Z, 2010-03-28, Due in 1 day",
        "2010-03-28T00:00:00Z, 2010-03-28, Due today",
        "2010-03-28T22:59:59Z, 2010-03-28, Due today",
        "2010-03-28T23:00:00Z, 2010-03-28, 1 day late",
        "2010-03-29T23:00:00Z, 2010-03-28, 2 days late",
        // They go back on 25 October 2009: that day began at 23:00 in Greenwich.
        "2009-10-24T22:59:59Z, 2009-10-25, Due in 1 day",
        "2009-10-24T23:00:00Z, 2009-10-25, Due today",
        "2009-10-25T23:59:59Z, 2009-10-25, Due today",
        "2009-10-26T00:00:00Z, 2009-10-25, 1 day late",
        // A day that most years lack.
        "2012-02-28T12:00:00Z, 2012-02-29, Due in 1 day",
        "2012-02-29T12:00:00Z, 2012-02-29, Due today",
        "2012-03-01T12:00:00Z, 2012-02-29, 1 day late",
        "2013-02-28T12:00:00Z, 2012-02-29, 365 days late",
    })
    void a_day_is_londons(Instant now, LocalDate due, String words) {
        String id = due("A service", due);
        newsroom.businessTime(now);
        assertThat(overview("")).contains(">" + words + "</strong>");
        assertThat(html("yjb", null, "/plans/" + id)).contains(">" + words + "</strong>");
    }

    // ---- one plan

    @ParameterizedTest
    @CsvSource({
        "awaiting-submission, Awaiting submission, Yn aros am y cynllun",
        "submission-overdue, Submission overdue, Heb ei gyflwyno mewn pryd",
        "submitted, 'Submitted, under review', 'Wedi''i gyflwyno, dan adolygiad'",
        "returned, Returned, Wedi'i anfon yn ôl",
        "in-monitoring, In monitoring, Yn cael ei fonitro",
        "return-overdue, Monitoring return overdue, Adroddiad monitro yn hwyr",
        "reinspection-due, Re-inspection due, Mae'n bryd ailarolygu",
        "closed, Closed, Wedi'i gau",
    })
    void every_status_is_said_in_words_in_both_languages(
            String word, String english, String welsh) {
        String id = news.plan(leadingTo(PlanStatus.of(word).orElseThrow(), area, "A service"));
        assertThat(tags(html("yjb", null, "/plans/" + id))).startsWith(english);
        assertThat(tags(html("yjb", null, "/plans/" + id + "?lang=cy"))).startsWith(welsh);
    }

    @Test
    void a_plan_is_shown_whole() {
        String id = news.plan(leadingTo(PlanStatus.RETURNED, area, "A service"));
        LocalDate later = LocalDate.of(2009, 8, 4);
        news.tell(
                id,
                List.of(
                        new PlanDueChanged(
                                new DueDate(later, "14 days after the plan was returned"),
                                "The plan was returned.",
                                LocalDate.of(2009, 7, 21)),
                        submitted(2, later.plusDays(1)),
                        new PlanSignedOff(2, "The chair of the board", later),
                        PlanNews.MONITORED,
                        new PlanForwarded("The Ministry of Justice", PlanNews.FINALISED),
                        PlanNews.returned(1, LocalDate.of(2009, 11, 5)),
                        new PlanEvent.ActionCompleted("A1", LocalDate.of(2009, 11, 5)),
                        new PlanEvent.MonitoringReturnOverdue(
                                2, LocalDate.of(2010, 2, 5), LocalDate.of(2010, 2, 6))));
        String page = html("inspector", null, "/plans/" + id);
        assertThat(rows(page))
                .contains(
                        "22 July 2009|Improvement plan|28 days after publication|Replaced by"
                                + " another day",
                        "4 August 2009|Improvement plan|14 days after the plan was returned The"
                                + " plan was returned.|Met 1 day late on 5 August 2009",
                        "5 November 2009|Monitoring return, quarter 1|3 months after"
                                + " finalisation|Met on 5 November 2009",
                        "5 February 2010|Monitoring return, quarter 2|6 months after"
                                + " finalisation|5 days late Called overdue on 6 February 2010",
                        "24 June 2010|Re-inspection|12 months after publication|Due in 134 days",
                        "A1|Complete|76%",
                        "A2|At risk|31%");
        assertThat(rows(page).stream().filter(row -> row.startsWith("1|")).toList())
                .singleElement()
                .asString()
                .endsWith("|YOT Manager, when appointed|A1");
        assertThat(page)
                .contains("What A1 does.", "31 December 2009", "29%", "75%")
                .contains("Assessments of sufficient quality")
                .contains("quarter 1, 5 November 2009")
                .contains("What happened in quarter 1.")
                .contains("Due on 5 February 2010, and not submitted yet")
                .contains("Submission 1, 20 July 2009", "Returned on 21 July 2009, because:")
                .contains("<li class=\"pages-written\" lang=\"en\">No measure.</li>")
                .contains("Submission 2, 5 August 2009", "The chair of the board</span>, 4 August")
                .contains("The Ministry of Justice")
                .contains("href=\"/inspections/%s/history\"".formatted(id))
                .contains("The report called for one: <span");
        String welsh = html("inspector", null, "/plans/" + id + "?lang=cy");
        assertThat(rows(welsh))
                .contains(
                        "22 Gorffennaf 2009|Cynllun gwella|28 diwrnod ar ôl cyhoeddi|Diwrnod arall"
                                + " yn ei le",
                        "4 Awst 2009|Cynllun gwella|14 diwrnod ar ôl anfon y cynllun yn ôl"
                                + " Anfonwyd y cynllun yn ôl.|Wedi&#39;i wneud 1 diwrnod yn hwyr ar"
                                + " 5 Awst 2009",
                        "A2|Mewn perygl|31%");
        assertThat(welsh).contains("lang=\"en\">What happened in quarter 1.</p>");
    }

    @Test
    void a_plan_of_the_oldest_events_is_shown_too() {
        PlanRequested whole = requested(area, "A service");
        String id =
                news.plan(
                        List.of(
                                new PlanRequested(
                                        whole.area(),
                                        whole.body(),
                                        whole.publishedOn(),
                                        whole.recommendations(),
                                        whole.due(),
                                        whole.overseer(),
                                        whole.reinspection(),
                                        null,
                                        null,
                                        null),
                                submitted(1, PlanNews.SUBMITTED),
                                new PlanFinalised(
                                        PlanNews.FINALISED,
                                        List.of(new Quarter(1, LocalDate.of(2010, 2, 5), null)))));
        assertThat(rows(html("yjb", null, "/plans/" + id)))
                .contains("5 February 2010|Monitoring return, quarter 1||5 days late");
    }

    @Test
    void a_closed_plan_says_why_and_leads_to_the_report_on_the_re_inspection() {
        String again = newsroom.published(area, "A service", "A foreword.");
        String id =
                news.plan(
                        Stream.concat(
                                        leadingTo(PlanStatus.REINSPECTION_DUE, area, "A service")
                                                .stream(),
                                        Stream.of(
                                                new ReinspectionArranged(
                                                        again, LocalDate.of(2010, 7, 1)),
                                                new PlanClosed(
                                                        LocalDate.of(2010, 8, 5),
                                                        ClosingReason.REINSPECTION_ARRANGED,
                                                        null)))
                                .toList());
        newsroom.businessTime(WINTER);
        assertThat(html("yjb", null, "/plans/" + id))
                .contains("href=\"/reports/%s\"".formatted(again))
                .contains("5 August 2010")
                .contains("All monitoring returns are in, and the re-inspection is arranged.")
                .doesNotContain("Not published yet")
                .doesNotContain("href=\"/reports/%s\"".formatted(id));
        assertThat(html("yjb", null, "/plans/" + id + "?lang=cy"))
                .contains("ac mae&#39;r ailarolygiad wedi&#39;i drefnu.");
        String other = news.plan(leadingTo(PlanStatus.CLOSED, area, "Another service"));
        assertThat(html("yjb", null, "/plans/" + other)).contains("Not published yet");
    }

    /** Such an event had an English sentence where its newest version has a code. */
    @Test
    void a_plan_that_an_earlier_release_closed_says_why_in_both_languages() {
        String id = news.plan(leadingTo(PlanStatus.REINSPECTION_DUE, area, "A service"));
        news.tellInVersion1(
                id,
                "PlanClosed",
                "{\"closedOn\":\"2010-08-05\",\"reason\":\"All monitoring returns are in, and no"
                        + " re-inspection was called for.\"}");
        assertThat(html("yjb", null, "/plans/" + id))
                .contains("All monitoring returns are in, and no re-inspection was called for.");
        assertThat(html("yjb", null, "/plans/" + id + "?lang=cy"))
                .contains("ac ni alwyd am ailarolygiad.");
    }

    @Test
    void a_plan_leads_to_its_report_and_the_public_report_does_not_lead_to_the_plan() {
        String id = newsroom.published(area, "A service", "A foreword.");
        news.tell(id, List.of(requested(area, "A service")));
        assertThat(html("yjb", null, "/plans/" + id))
                .contains("href=\"/reports/%s\"".formatted(id));
        assertThat(given().accept("text/html").get("/reports/{id}", id).asString())
                .doesNotContain("/plans/");
    }

    @Test
    void markup_in_what_people_wrote_is_text() {
        String evil = "<script>alert('%s')</script>".formatted(UUID.randomUUID());
        String longWord = "a".repeat(190);
        var due = new DueDate(LocalDate.of(2010, 1, 1), evil);
        String id =
                news.plan(
                        List.of(
                                new PlanRequested(
                                        evil,
                                        evil,
                                        Sefton.PUBLISHED,
                                        List.of(new Recommendation(1, evil, evil)),
                                        due,
                                        evil,
                                        new ReinspectionDecision(true, evil, due),
                                        null,
                                        null,
                                        null),
                                new PlanSubmitted(
                                        1,
                                        PlanNews.SUBMITTED,
                                        List.of(
                                                new Action(
                                                        evil,
                                                        List.of(1),
                                                        evil,
                                                        evil,
                                                        Sefton.PUBLISHED,
                                                        evil,
                                                        longWord,
                                                        evil))),
                                new PlanSignedOff(1, evil, PlanNews.SUBMITTED),
                                new PlanReturned(1, PlanNews.SUBMITTED, List.of(evil)),
                                new PlanDueChanged(due, evil, null),
                                submitted(2, PlanNews.SUBMITTED),
                                new PlanFinalised(
                                        PlanNews.FINALISED,
                                        List.of(new Quarter(1, PlanNews.FINALISED, evil))),
                                new PlanForwarded(evil, PlanNews.FINALISED),
                                new MonitoringReturnSubmitted(
                                        1,
                                        PlanNews.FINALISED,
                                        List.of(
                                                new Progress("A1", ActionStatus.LATE, evil),
                                                new Progress("A2", ActionStatus.LATE, longWord)),
                                        evil),
                                new PlanClosed(PlanNews.FINALISED, ClosingReason.OTHER, evil)));
        String shown = evil.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;");
        for (String language : List.of("en", "cy")) {
            String page = html("yjb", null, "/plans/" + id + "?lang=" + language);
            assertThat(page).contains(shown).doesNotContain("<script>");
            assertThat(page).doesNotContainPattern(" style=| on[a-z]+=|<style");
        }
        assertThat(as("yjb", null).queryParam("area", evil).get("/plans").asString())
                .contains(shown)
                .doesNotContain("<script>");
    }

    // ---- who sees what

    @ParameterizedTest
    @ValueSource(strings = {"yjb", "inspector", "lead-inspector", "chief-inspector", "analyst"})
    void the_board_and_the_inspectorate_see_every_plan(String role) {
        String id = due("A service", Sefton.PLAN_DUE);
        assertThat(html(role, null, "/plans/" + id)).contains("A service");
        assertThat(html(role, null, address(""))).contains("A service");
        Response page = as(role, null).get("/plans/{id}", id);
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none';");
        // Histories are for the inspectorate.
        assertThat(page.asString().contains("/history\"")).isEqualTo(role.contains("inspector"));
    }

    @Test
    void a_service_sees_its_own_area_and_of_others_not_even_that_they_are_there() {
        String own = due("Our service", Sefton.PLAN_DUE);
        String elsewhere = "Elsewhere " + UUID.randomUUID();
        String other =
                news.plan(List.of(requested(elsewhere, "Their service", Sefton.PLAN_DUE, true)));
        assertThat(html("yot", area, "/plans/" + own)).contains("Our service");
        String list = html("yot", area, "/plans");
        assertThat(names(list)).containsExactly("Our service");
        assertThat(list).doesNotContain(elsewhere).doesNotContain("id=\"area\"");
        String foreign = html("yot", area, "/plans?area=" + elsewhere.replace(" ", "+"));
        assertThat(foreign).doesNotContain("Their service").contains("0 of 0");
        assertThat(counts(foreign)).allMatch(row -> row.endsWith("|0"));
        Response hidden = as("yot", area).get("/plans/{id}", other);
        Response missing = as("yot", area).get("/plans/{id}", UUID.randomUUID());
        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.asString()).isEqualTo(missing.asString());
        as("yot", "Nowhere").get("/plans/{id}", own).then().statusCode(404);
        assertThat(names(html("yot", "Nowhere", "/plans"))).isEmpty();
    }

    @Test
    void who_is_not_signed_in_is_asked_to_and_other_roles_may_not() {
        String id = due("A service", Sefton.PLAN_DUE);
        for (String address : List.of("/plans", "/plans/" + id, "/plans/nothing")) {
            given().accept("text/html")
                    .get(address)
                    .then()
                    .statusCode(401)
                    .body(containsString("/account?to=" + address));
            as("operator", null).get(address).then().statusCode(403);
        }
    }

    // ---- how the news comes

    @Test
    void what_arrives_twice_is_shown_once() {
        var events = leadingTo(PlanStatus.RETURN_OVERDUE, area, "A service");
        String id = UUID.randomUUID().toString();
        List<StoredEvent> sent = events.stream().map(event -> news.send(id, event)).toList();
        news.known(id);
        String before = html("yjb", null, "/plans/" + id);
        sent.forEach(news::again);
        news.tell(id, List.of(PlanNews.returned(2, LocalDate.of(2010, 2, 5))));
        assertThat(rows(before)).isNotEmpty();
        assertThat(html("yjb", null, "/plans/" + id).replace(" ", ""))
                .isNotEqualTo(before.replace(" ", ""))
                .containsOnlyOnce("Submission1,20July2009");
        assertThat(names(overview(""))).containsExactly("A service");
    }

    @Test
    void an_event_that_comes_after_the_one_that_follows_it_takes_its_place() {
        String id = due("A service", LocalDate.of(2010, 1, 29));
        StoredEvent first = news.onItsWay(id, submitted(1, LocalDate.of(2010, 1, 28)));
        news.send(id, new PlanReturned(1, LocalDate.of(2010, 1, 29), List.of("No owner.")));
        parked(id, 3);
        assertThat(tags(html("yjb", null, "/plans/" + id))).startsWith("Awaiting submission");
        news.again(first);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(tags(html("yjb", null, "/plans/" + id))).startsWith("Returned"));
    }

    @Test
    void an_event_that_no_build_knows_holds_up_its_own_plan_and_no_other() {
        String held = due("A held service", Sefton.PLAN_DUE);
        news.sendUnknown(held, "PlanPostponed");
        news.send(held, submitted(1, PlanNews.SUBMITTED));
        String other = news.plan(leadingTo(PlanStatus.SUBMITTED, area, "Another service"));
        parked(held, 2, 3);
        assertThat(tags(html("yjb", null, "/plans/" + held))).startsWith("Awaiting submission");
        assertThat(tags(html("yjb", null, "/plans/" + other)))
                .startsWith("Submitted, under review");
    }

    @Test
    void a_plan_whose_beginning_was_never_told_is_not_there_and_holds_up_nothing() {
        String id = news.plan(List.of(submitted(1, PlanNews.SUBMITTED)));
        as("yjb", null).get("/plans/{id}", id).then().statusCode(404);
    }

    // ---- the words of these tests

    /** A plan that is wanted by a day, and no re-inspection. */
    private String due(String body, LocalDate due) {
        return news.plan(List.of(requested(area, body, due, false)));
    }

    private static void parked(String id, Integer... versions) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        as("operator", null)
                                .accept("application/json")
                                .get("/admin/parked-events?limit=100")
                                .then()
                                .statusCode(200)
                                .body(
                                        "items.findAll { it.stream == '%s' }.version".formatted(id),
                                        hasItems(versions)));
    }

    private String overview(String more) {
        return html("yjb", null, address(more));
    }

    private String address(String more) {
        return "/plans?area=" + area.replace(" ", "+") + more;
    }

    private static RequestSpecification as(String role, @Nullable String area) {
        return given().accept("text/html").cookies(Sessions.of(role, area));
    }

    private static String html(String role, @Nullable String area, String address) {
        return as(role, area)
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static List<String> plans(String page) {
        return rows(page).stream()
                .filter(row -> row.chars().filter(c -> c == '|').count() == 5)
                .skip(1) // the head of the table
                .toList();
    }

    private static List<String> names(String page) {
        return plans(page).stream().map(row -> row.substring(0, row.indexOf('|'))).toList();
    }

    private static List<String> counts(String page) {
        return rows(page).stream().filter(row -> row.matches("[^|]*\\|\\d+")).toList();
    }

    /** The rows of all tables, cells apart by a bar, without markup. */
    private static List<String> rows(String page) {
        return Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row ->
                        text(row.group(1).replaceAll("</t[dh]>\\s*<t[dh][^>]*>", "|"))
                                .replaceAll("\\s*\\|\\s*", "|"))
                .toList();
    }

    private static List<String> tags(String page) {
        return Pattern.compile("<strong class=\"govuk-tag[^>]*>(.*?)</strong>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(tag -> text(tag.group(1)).replace("&#39;", "'"))
                .toList();
    }

    private static String text(String markup) {
        return markup.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    }

    private static String link(String page, String with) {
        var link = Pattern.compile("<a [^>]*href=\"([^\"]*)\"[^>]*" + with).matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
