package uk.inspection.plan.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static uk.inspection.plan.Eventually.eventually;
import static uk.inspection.plan.Eventually.eventuallyTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.BusinessDay;
import uk.inspection.plan.PlanServiceStack;
import uk.inspection.plan.Upstream;
import uk.inspection.plan.domain.Limits;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.projection.DeadlineEntity;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanReadModels;
import uk.inspection.plan.store.PlanChanges.Place;

/** The change feed, against the log and the topic of a running service. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class PlanChangesTest {
    private static final String CHANGES = "/v1/improvement-plans/changes";
    private static final int PLANS = 40;
    private static final int WRITERS = 8;

    @Inject AgroalDataSource dataSource;
    @Inject PlanReadModels readModels;
    @Inject ObjectMapper json;

    @BeforeEach
    void it_is_the_day_of_publication_and_the_service_is_ready() {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    // ---- what is told

    @Test
    void every_change_is_told_once_in_order_with_the_plan_as_it_stood() throws Exception {
        String area = area();
        String id = requested(area);
        var stood = new ArrayList<JsonNode>();
        stood.add(plan(id));
        submit(id, area);
        stood.add(plan(id));
        giveBack(id);
        stood.add(plan(id));
        changeDueDate(id, "2009-08-05");
        stood.add(plan(id));
        submit(id, area);
        stood.add(plan(id));
        finalise(id);
        stood.add(plan(id));

        JsonNode page = page(as("yjb").queryParam("area", area).get(CHANGES));
        eventually(() -> assertThat(Upstream.plan(id)).hasSize(7));
        List<StoredEvent> published = Upstream.plan(id);
        assertThat(keys(page)).isEqualTo(keysOf(published));
        for (int i = 0; i < published.size(); i++) {
            JsonNode item = page.path("items").get(i);
            assertThat(item.path("type").asText()).isEqualTo(published.get(i).type());
            assertThat(Instant.parse(item.path("occurredAt").asText()))
                    .isEqualTo(published.get(i).occurredAt());
            assertThat(item.path("plan").path("version").asLong()).isEqualTo(i + 1);
        }
        // Finalisation makes two events, of which only the last can be seen from outside.
        assertThat(stood)
                .allSatisfy(plan ->
                        assertThat(plan)
                                .isEqualTo(
                                        page.path("items")
                                                .get(plan.path("version").asInt() - 1)
                                                .path("plan")));
        assertThat(stood.getLast().path("version").asInt()).isEqualTo(7);
        assertThat(stood.getLast().path("status").asText()).isEqualTo("in-monitoring");
    }

    @Test
    void from_any_cursor_comes_what_followed_it_however_the_pages_are_cut() throws Exception {
        String area = area();
        String first = requested(area);
        String second = requested(area);
        submit(first, area);
        submit(second, area);
        giveBack(first);
        JsonNode all = page(as("yjb").queryParam("area", area).get(CHANGES));
        assertThat(keys(all))
                .containsExactly(
                        first + "/1", second + "/1", first + "/2", second + "/2", first + "/3");

        for (int limit = 1; limit <= 6; limit++) {
            var cut = new ArrayList<JsonNode>();
            String after = null;
            JsonNode page;
            do {
                page = page(polling("yjb", area, after).queryParam("limit", limit).get(CHANGES));
                page.path("items").forEach(cut::add);
                after = page.path("next").asText();
                assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
            } while (!page.path("items").isEmpty());
            assertThat(cut).containsExactlyElementsOf(all.path("items"));
        }
        for (int i = 0; i < all.path("items").size(); i++) {
            JsonNode rest =
                    page(
                            polling("yjb", area, all.path("items").get(i).path("cursor").asText())
                                    .get(CHANGES));
            assertThat(rest.path("items"))
                    .containsExactlyElementsOf(
                            new ArrayList<>(itemsOf(all)).subList(i + 1, itemsOf(all).size()));
        }
    }

    @Test
    void a_poller_that_reads_the_list_goes_on_from_where_the_list_stood() throws Exception {
        String area = area();
        JsonNode none = list(area);
        assertThat(none.path("items")).isEmpty();
        String id = requested(area);
        JsonNode list = list(area);
        assertThat(list.path("items").get(0).path("version").asInt()).isEqualTo(1);
        requested(area());
        assertThat(list(area)).isEqualTo(list); // as its tag is
        submit(id, area);
        assertThat(keys(page(polling("yjb", area, list.path("changes").asText()).get(CHANGES))))
                .containsExactly(id + "/2");
        assertThat(keys(page(polling("yjb", area, none.path("changes").asText()).get(CHANGES))))
                .containsExactly(id + "/1", id + "/2");
        String all = page(as("yjb").get("/v1/improvement-plans")).path("changes").asText();
        giveBack(id);
        assertThat(keys(page(polling("yjb", null, all).get(CHANGES)))).contains(id + "/3");
    }

    @Test
    void large_plans_make_short_pages_and_none_is_left_out() throws Exception {
        String area = area();
        String id = requested(area);
        yot(area)
                .body(aPlan("x".repeat(Limits.TEXT_MAX), 70))
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201);
        giveBack(id);
        for (int i = 0; i < 30; i++) {
            changeDueDate(id, i % 2 == 0 ? "2009-08-05" : "2009-08-06");
        }
        var told = new ArrayList<String>();
        @Nullable String next = null;
        int pages = 0;
        do {
            Response page = polling("yjb", area, next).get(CHANGES);
            assertThat(page.asByteArray().length)
                    .isLessThan(PlanChanges.STRETCH_CHARACTERS_MAX + 300_000);
            told.addAll(keys(page(page)));
            next = page(page).path("next").asText();
            pages++;
        } while (!told.contains(id + "/33"));
        assertThat(told).hasSize(33).doesNotHaveDuplicates();
        assertThat(pages).isBetween(5, 20);
    }

    // ---- waiting

    @Test
    void a_change_made_here_wakes_who_waits() throws Exception {
        String area = area();
        String id = requested(area);
        String newest = end(area);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<JsonNode> waiting = waiting(pool, area, newest);
            long at = System.nanoTime();
            submit(id, area);
            JsonNode page = waiting.get();
            assertThat(Duration.ofNanos(System.nanoTime() - at)).isLessThan(Duration.ofSeconds(10));
            assertThat(keys(page)).containsExactly(id + "/2");
        }
    }

    @Test
    void a_change_made_by_another_instance_wakes_who_waits() throws Exception {
        String area = area();
        String id = requested(area);
        String newest = end(area);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor();
                Writer<PlanState> other = instance()) {
            Future<JsonNode> waiting = waiting(pool, area, newest);
            long at = System.nanoTime();
            assertThat(other.submit(dueDate(id, "2009-08-05")).get())
                    .isInstanceOf(Outcome.Committed.class);
            JsonNode page = waiting.get();
            assertThat(Duration.ofNanos(System.nanoTime() - at)).isLessThan(Duration.ofSeconds(10));
            assertThat(keys(page)).containsExactly(id + "/2");
            assertThat(page.path("items").get(0).path("type").asText()).isEqualTo("PlanDueChanged");
        }
    }

    @Test
    void when_nothing_changes_the_answer_is_empty_after_the_wait() throws Exception {
        String area = area();
        requested(area);
        String newest = end(area);
        long at = System.nanoTime();
        Response answer = polling("yjb", area, newest).queryParam("wait", 1).get(CHANGES);
        assertThat(Duration.ofNanos(System.nanoTime() - at))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(10));
        assertThat(page(answer).path("items")).isEmpty();
        answer.then().header("Cache-Control", "no-store");
        assertThat(
                        keys(
                                page(
                                        polling("yjb", area, page(answer).path("next").asText())
                                                .get(CHANGES))))
                .isEmpty();
    }

    @Test
    void of_one_subject_no_more_than_twenty_wait_and_all_of_them_are_answered() throws Exception {
        String area = area();
        String id = requested(area);
        String newest = end(area);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<JsonNode>>();
            for (int i = 0; i < 20; i++) {
                answers.add(
                        pool.submit(() ->
                                page(
                                        polling("yjb", area, newest)
                                                .queryParam("wait", 60)
                                                .get(CHANGES))));
            }
            awaitWaiting(20);
            polling("yjb", area, newest)
                    .queryParam("wait", 60)
                    .get(CHANGES)
                    .then()
                    .statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1");
            polling("analyst", area, newest)
                    .queryParam("wait", 1)
                    .get(CHANGES)
                    .then()
                    .statusCode(200);
            polling("yjb", area, newest).get(CHANGES).then().statusCode(200);
            submit(id, area);
            for (Future<JsonNode> answer : answers) {
                assertThat(keys(answer.get())).containsExactly(id + "/2");
            }
        }
        awaitWaiting(0);
    }

    @Test
    void who_hangs_up_leaves_his_place_to_others() throws Exception {
        String area = area();
        requested(area);
        try (var caller = new Socket("localhost", RestAssured.port)) {
            caller.getOutputStream()
                    .write(
                            """
                            GET %s?wait=60&area=%s&after=%s HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            \r
                            """
                                    .formatted(
                                            CHANGES,
                                            area.replace(" ", "%20"),
                                            end(area),
                                            TestTokens.token("yjb", "test-yjb", null))
                                    .getBytes(StandardCharsets.US_ASCII));
            awaitWaiting(1);
        }
        awaitWaiting(0);
    }

    // ---- races, restarts, replays

    @Test
    void pollers_that_follow_while_many_write_get_exactly_the_log() throws Exception {
        String area = area();
        List<String> ids =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(PLANS).toList();
        try (var writers = Executors.newFixedThreadPool(WRITERS);
                var pollers = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = new ArrayList<Callable<Void>>();
            for (String id : ids) {
                written.add(() -> {
                    publish(id, area);
                    eventuallyTrue(() -> exists(id));
                    submit(id, area);
                    giveBack(id);
                    changeDueDate(id, "2009-08-05");
                    submit(id, area);
                    finalise(id);
                    return null;
                });
            }
            Set<String> open = new HashSet<>(ids);
            var followed = new ArrayList<Future<List<JsonNode>>>();
            for (int limit : new int[] {3, 7, 100}) {
                followed.add(pollers.submit(() -> follow(limit, open)));
            }
            for (Future<Void> one : writers.invokeAll(written)) {
                one.get();
            }
            List<StoredEvent> log = ofPlans(wholeLog());
            for (Future<List<JsonNode>> one : followed) {
                List<JsonNode> told = one.get();
                assertThat(told.stream().map(PlanChangesTest::key))
                        .containsExactlyElementsOf(keysOf(log.subList(0, told.size())));
                Map<String, JsonNode> held = new HashMap<>();
                told.forEach(
                        item -> held.put(item.path("inspectionId").asText(), item.path("plan")));
                for (String id : ids) {
                    assertThat(held.get(id)).isEqualTo(plan(id));
                }
            }
            eventually(() ->
                    assertThat(keysOf(Upstream.plans()))
                            .containsAll(keysOf(log).stream().filter(mine(ids)).toList()));
        }
    }

    @Test
    void the_feed_tells_the_same_while_the_read_model_is_lost_and_after_it_is_made_anew()
            throws Exception {
        String area = area();
        String id = requested(area);
        submit(id, area);
        JsonNode before = page(as("yjb").queryParam("area", area).get(CHANGES));
        String middle = before.path("items").get(0).path("cursor").asText();
        JsonNode shown = plan(id);

        QuarkusTransaction.requiringNew()
                .run(() -> {
                    PlanEntity.deleteById(id);
                    DeadlineEntity.delete("inspection", id);
                });
        as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(404);
        assertThat(page(as("yjb").queryParam("area", area).get(CHANGES))).isEqualTo(before);
        assertThat(keys(page(polling("yjb", area, middle).get(CHANGES))))
                .containsExactly(id + "/2");

        List<StoredEvent> events = log().stream(id, 0, 10);
        QuarkusTransaction.requiringNew().run(() -> readModels.apply(events));
        assertThat(plan(id)).isEqualTo(shown);
        assertThat(page(as("yjb").queryParam("area", area).get(CHANGES))).isEqualTo(before);
        submit(requested(area), area);
        assertThat(
                        page(polling("yjb", area, before.path("next").asText()).get(CHANGES))
                                .path("items"))
                .hasSize(2);
    }

    @Test
    void a_cursor_of_another_history_is_gone() throws Exception {
        String area = area();
        requested(area);
        Place last = Place.behind(wholeLog().getLast());
        polling("yjb", area, cursor(last)).get(CHANGES).then().statusCode(200);
        gone(cursor(new Place(last.position(), last.mark() ^ 1)));
        gone(cursor(new Place(last.position() - 1, last.mark())));
        gone(cursor(new Place(last.position() + 1_000_000, last.mark())));
        gone(cursor(new Place(0, last.mark())));
    }

    // ---- refusals

    @Test
    void what_the_feed_cannot_take_is_refused_with_the_rule() {
        refused("after", "garbage", "after");
        refused("wait", "61", "wait");
        refused("wait", "-1", "wait");
        refused("wait", "soon", "query");
        refused("limit", "0", "limit");
        refused("limit", "101", "limit");
        given().get(CHANGES).then().statusCode(401);
        as("operator").get(CHANGES).then().statusCode(403);
    }

    @Test
    void a_service_gets_the_changes_of_its_own_area_alone() throws Exception {
        String mine = area();
        String theirs = area();
        String id = requested(mine);
        String other = requested(theirs);
        submit(id, mine);
        submit(other, theirs);
        assertThat(keys(page(yot(mine).get(CHANGES)))).containsExactly(id + "/1", id + "/2");
        assertThat(keys(page(yot(mine).queryParam("area", mine).get(CHANGES))))
                .containsExactly(id + "/1", id + "/2");
        assertThat(keys(page(yot(mine).queryParam("area", theirs).get(CHANGES)))).isEmpty();
        assertThat(keys(page(as("yjb").queryParam("area", theirs).get(CHANGES))))
                .containsExactly(other + "/1", other + "/2");
        // A change of another area neither ends the wait nor is it looked at again.
        String passed = page(yot(mine).get(CHANGES)).path("next").asText();
        giveBack(other);
        JsonNode waited =
                page(yot(mine).queryParam("after", passed).queryParam("wait", 1).get(CHANGES));
        assertThat(waited.path("items")).isEmpty();
        assertThat(waited.path("next").asText()).isNotEqualTo(passed);
    }

    // ---- the words of these tests

    /** Everything from the beginning until every one of the plans is seen finalised. */
    private List<JsonNode> follow(int limit, Set<String> plans) throws Exception {
        var told = new ArrayList<JsonNode>();
        var open = new HashSet<>(plans);
        String after = null;
        while (!open.isEmpty()) {
            JsonNode page =
                    page(
                            polling("yjb", null, after)
                                    .queryParam("limit", limit)
                                    .queryParam("wait", 5)
                                    .get(CHANGES));
            for (JsonNode item : page.path("items")) {
                told.add(item);
                if (item.path("type").asText().equals("PlanForwarded")) {
                    open.remove(item.path("inspectionId").asText());
                }
            }
            after = page.path("next").asText();
        }
        return told;
    }

    private Future<JsonNode> waiting(ExecutorService pool, String area, String after) {
        Future<JsonNode> answer =
                pool.submit(() ->
                        page(polling("yjb", area, after).queryParam("wait", 30).get(CHANGES)));
        awaitWaiting(1);
        assertThat(answer.isDone()).isFalse();
        return answer;
    }

    private static void awaitWaiting(int requests) {
        eventually(() -> {
            var metric =
                    Pattern.compile("(?m)^plan_changes_waiting(?:\\{.*})? ([0-9.]+)$")
                            .matcher(given().get("/q/metrics").asString());
            assertThat(metric.find()).isTrue();
            assertThat(Double.parseDouble(metric.group(1))).isEqualTo(requests);
        });
    }

    private Log log() {
        return new PostgresLog(new SeparateTransactions(dataSource), dataSource);
    }

    private List<StoredEvent> wholeLog() {
        var all = new ArrayList<StoredEvent>();
        List<StoredEvent> page;
        do {
            page = log().after(all.isEmpty() ? 0 : all.getLast().position(), 1000);
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    /** Without what other tests had discarded of an inspection before it had a plan. */
    private static List<StoredEvent> ofPlans(List<StoredEvent> log) {
        var requested = new HashSet<String>();
        return log.stream()
                .filter(event ->
                        event.type().equals(PlanRequested.class.getSimpleName())
                                ? requested.add(event.stream())
                                : requested.contains(event.stream()))
                .toList();
    }

    private Writer<PlanState> instance() {
        return new Writer<>(
                "improvement-plan-service",
                log(),
                new Plans.PlanModel(),
                readModels,
                Clock.systemUTC(),
                _ -> {});
    }

    private static Command<PlanState> dueDate(String inspection, String on) {
        var change =
                new ChangeDueDate(
                        LocalDate.parse(on),
                        null,
                        "The board meets in August.",
                        LocalDate.parse("2009-06-24"));
        String id = UUID.randomUUID().toString();
        return new Command<>(
                inspection,
                id,
                new byte[] {1},
                "lead",
                null,
                id,
                Instant.parse("2009-06-24T09:00:00Z"),
                (state, _) -> Deciding.decide(state, change));
    }

    private static String area() {
        return "Area " + UUID.randomUUID();
    }

    private static String requested(String area) {
        String id = UUID.randomUUID().toString();
        publish(id, area);
        eventuallyTrue(() -> exists(id));
        return id;
    }

    private static void publish(String id, String area) {
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report(area));
        }
    }

    private static boolean exists(String id) {
        return as("yjb").get("/v1/improvement-plans/{id}", id).statusCode() == 200;
    }

    private static void submit(String id, String area) {
        yot(area)
                .body(aPlan("Countersign assessments.", 1))
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201);
    }

    private static void giveBack(String id) {
        as("lead-inspector")
                .body("{\"reasons\":[\"Too short.\"]}")
                .post("/v1/improvement-plans/{id}/returns", id)
                .then()
                .statusCode(200);
    }

    private static void changeDueDate(String id, String on) {
        as("lead-inspector")
                .body("{\"on\":\"" + on + "\",\"reason\":\"The board meets in August.\"}")
                .post("/v1/improvement-plans/{id}/due-date", id)
                .then()
                .statusCode(200);
    }

    private static void finalise(String id) {
        as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(200);
    }

    /** So many actions, each of which answers every recommendation. */
    private static String aPlan(String text, int actions) {
        var plan = new ArrayList<String>();
        for (int i = 1; i <= actions; i++) {
            plan.add(
                    """
                    {"id":"A%d","recommendations":[1,2,3,4,5,6,7,8],"text":"%s",
                     "owner":"YOT Manager","targetDate":"2009-12-31",
                     "measure":"Assessments of sufficient quality","baseline":"29%%",
                     "target":"75%%"}
                    """
                            .formatted(i, text));
        }
        return "{\"actions\":[" + String.join(",", plan) + "]}";
    }

    private JsonNode plan(String id) throws Exception {
        Response answer = as("yjb").get("/v1/improvement-plans/{id}", id);
        answer.then().statusCode(200);
        return json.readTree(answer.asString());
    }

    private JsonNode list(String area) throws Exception {
        return page(as("yjb").queryParam("area", area).get("/v1/improvement-plans"));
    }

    private JsonNode page(Response answer) throws Exception {
        answer.then().statusCode(200);
        return json.readTree(answer.asString());
    }

    /** The cursor behind everything there is. */
    private String end(String area) throws Exception {
        return page(as("yjb").queryParam("area", area).get(CHANGES)).path("next").asText();
    }

    private static List<JsonNode> itemsOf(JsonNode page) {
        var items = new ArrayList<JsonNode>();
        page.path("items").forEach(items::add);
        return items;
    }

    private static List<String> keys(JsonNode page) {
        return itemsOf(page).stream().map(PlanChangesTest::key).toList();
    }

    private static String key(JsonNode item) {
        return item.path("inspectionId").asText() + "/" + item.path("version").asText();
    }

    private static List<String> keysOf(List<StoredEvent> events) {
        return events.stream().map(event -> event.stream() + "/" + event.version()).toList();
    }

    private static Predicate<String> mine(List<String> ids) {
        return key -> ids.contains(key.substring(0, key.indexOf('/')));
    }

    private static String cursor(Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ByteBuffer.allocate(17)
                                .put((byte) 0)
                                .putLong(place.position())
                                .putLong(place.mark())
                                .array());
    }

    private static void gone(String cursor) {
        as("yjb")
                .queryParam("after", cursor)
                .get(CHANGES)
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .body("violations.field", contains("after"));
    }

    private static void refused(String parameter, String value, String field) {
        as("yjb")
                .queryParam(parameter, value)
                .get(CHANGES)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400))
                .body("violations.field", contains(field));
    }

    private static RequestSpecification polling(
            String role, @Nullable String area, @Nullable String after) {
        RequestSpecification request = as(role);
        if (area != null) {
            request.queryParam("area", area);
        }
        if (after != null) {
            request.queryParam("after", after);
        }
        return request;
    }

    private static RequestSpecification as(String role) {
        return request(role, null);
    }

    private static RequestSpecification yot(String area) {
        return request("yot", area);
    }

    private static RequestSpecification request(String role, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }

    private record SeparateTransactions(AgroalDataSource dataSource) implements Transactions {
        @Override
        public <R> R call(Work<R> work) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> {
                        try (Connection connection = dataSource.getConnection()) {
                            return work.run(connection);
                        }
                    });
        }
    }
}
