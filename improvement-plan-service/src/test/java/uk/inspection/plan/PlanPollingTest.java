package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static uk.inspection.plan.Doors.PLANS;
import static uk.inspection.plan.Doors.as;
import static uk.inspection.plan.Doors.moveDueDate;
import static uk.inspection.plan.Doors.newArea;
import static uk.inspection.plan.Doors.requested;
import static uk.inspection.plan.Doors.submit;
import static uk.inspection.plan.Doors.yot;
import static uk.inspection.plan.Eventually.eventually;

import io.agroal.api.AgroalDataSource;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Codec;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanReadModels;

/** What it costs and what it tells to ask again and again, on a real database. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class PlanPollingTest {
    /** As {@code quarkus.datasource.jdbc.max-size} has it. */
    private static final int CONNECTIONS_MAX = 20;

    private static final LocalDate DUE = LocalDate.parse("2009-07-22");

    @Inject AgroalDataSource dataSource;
    @Inject @PersistenceUnitExtension Statements statements;
    @Inject PlanReadModels readModels;

    @BeforeEach
    void it_is_the_day_of_publication_and_the_service_is_ready() throws Exception {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    // ---- what it costs

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLANS,
                PLANS + "?area={area}",
                PLANS + "/{id}",
                PLANS + ".csv",
                PLANS + "/calendar.ics?area={area}",
                PLANS + "/{id}/calendar.ics"
            })
    void nothing_new_is_told_after_one_look_at_an_index(String address) throws Exception {
        String area = newArea();
        String id = requested(area);
        String asked = address.replace("{area}", area).replace("{id}", id);
        for (RequestSpecification caller : List.of(as("yjb"), yot(area))) {
            String tag = caller.get(asked).header("ETag");
            statements.forget();
            caller.header("If-None-Match", tag).get(asked).then().statusCode(304);
            assertThat(statements.seen()).hasSize(1);
            assertThat(scans(statements.seen().getFirst()))
                    .hasSize(1)
                    .allMatch(scan -> scan.startsWith("Index Only Scan using"));
        }
    }

    /** How the database goes about a statement, whatever its parameters are. */
    private List<String> scans(String sql) throws SQLException {
        String numbered = sql;
        int count = 0;
        while (numbered.contains("?")) {
            numbered = numbered.replaceFirst("\\?", "\\$" + ++count);
        }
        var scans = new ArrayList<String>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("begin");
            // A table of a few rows is read whole whatever its indexes are.
            statement.execute("set local enable_seqscan = off");
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare asked as " + numbered);
            var values = String.join(",", Collections.nCopies(count, "null"));
            var rows = statement.executeQuery("explain execute asked(" + values + ")");
            while (rows.next()) {
                String line = rows.getString(1).replace("->", "").strip();
                if (line.contains(" Scan ")) {
                    scans.add(line);
                }
            }
            statement.execute("deallocate asked");
            statement.execute("rollback");
        }
        return scans;
    }

    // ---- what it tells

    @Test
    void every_change_is_told_by_tag_and_by_date_also_several_in_a_second() throws Exception {
        String area = newArea();
        String id = requested(area);
        for (String address : List.of(PLANS, PLANS + "?area=" + area, PLANS + "/" + id)) {
            everythingHappenedAnHourAgo();
            for (int i = 1; i <= 4; i++) {
                Response before = as("yjb").get(address);
                Response again = poll(address, before.header("ETag"), null);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.header("ETag")).isEqualTo(before.header("ETag"));
                String date = before.header("Last-Modified");
                assertThat(i > 1 || date != null).isTrue();
                if (date != null) {
                    assertThat(poll(address, null, date).statusCode()).isEqualTo(304);
                }

                moveDueDate(id, DUE.plusDays(i + address.length()));

                Response tagged = poll(address, before.header("ETag"), null);
                assertThat(tagged.statusCode()).isEqualTo(200);
                assertThat(tagged.header("ETag")).isNotEqualTo(before.header("ETag"));
                if (date != null) {
                    assertThat(poll(address, null, date).statusCode()).isEqualTo(200);
                }
            }
            eventually(
                    () -> assertThat(as("yjb").get(address).header("Last-Modified")).isNotNull());
        }
    }

    @Test
    void a_date_grows_with_every_transaction_whatever_the_clocks_say() {
        Instant noon = Instant.parse("2199-01-01T12:00:00.7Z"); // later than any other test
        Instant second = Instant.parse("2199-01-01T12:00:00Z");
        QuarkusTransaction.begin();
        try {
            String one = UUID.randomUUID().toString();
            String other = UUID.randomUUID().toString();
            readModels.apply(
                    List.of(
                            event(one, 1, noon, Sefton.requested()),
                            event(other, 1, noon, Sefton.requested())));
            assertThat(modified(one)).isEqualTo(second);
            assertThat(modified(other)).isEqualTo(second);
            readModels.apply(List.of(event(other, 2, noon.plusMillis(100), moved(1))));
            assertThat(modified(other)).isEqualTo(second.plusSeconds(1));
            readModels.apply(List.of(event(one, 2, noon.minusSeconds(60), moved(2))));
            assertThat(modified(one)).isEqualTo(second.plusSeconds(2));
            readModels.apply(List.of(event(one, 3, noon.plusSeconds(60), moved(3))));
            assertThat(modified(one)).isEqualTo(second.plusSeconds(60));
            assertThat(modified(other)).isEqualTo(second.plusSeconds(1));
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    /** As a page of events may end in the middle of a write when read models are made again. */
    @Test
    void a_write_has_one_date_also_where_it_is_applied_in_parts() {
        Instant noon = Instant.parse("2199-01-01T12:00:00.7Z");
        Instant second = Instant.parse("2199-01-01T12:00:00Z");
        QuarkusTransaction.begin();
        try {
            String one = UUID.randomUUID().toString();
            String other = UUID.randomUUID().toString();
            readModels.apply(List.of(event(one, 1, noon, Sefton.requested())));
            readModels.apply(List.of(event(other, 1, noon, Sefton.requested())));
            assertThat(modified(one)).isEqualTo(second);
            assertThat(modified(other)).isEqualTo(second);
            Instant later = noon.plusMillis(100);
            readModels.apply(List.of(event(one, 2, later, moved(1))));
            readModels.apply(List.of(event(other, 2, later, moved(1))));
            assertThat(modified(one)).isEqualTo(second.plusSeconds(1));
            assertThat(modified(other)).isEqualTo(second.plusSeconds(1));
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private static Instant modified(String inspection) {
        PlanEntity row = PlanEntity.findById(inspection);
        return row.modifiedAt;
    }

    private static PlanEvent moved(int days) {
        return new PlanDueChanged(new DueDate(DUE.plusDays(days), "by hand"), "Floods.", null);
    }

    private long position = 1_000_000_000L;

    private StoredEvent event(String stream, long version, Instant at, PlanEvent event) {
        return new StoredEvent(
                "improvement-plan-events",
                ++position,
                stream,
                version,
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event),
                "lead",
                null,
                "correlation",
                "command-" + position,
                0,
                at,
                at,
                "",
                HashChain.origin(),
                HashChain.origin());
    }

    @Test
    void a_date_that_runs_ahead_of_the_clock_is_neither_given_out_nor_gone_by() throws Exception {
        String id = requested(newArea());
        String address = PLANS + "/" + id;
        try {
            everythingHappened("1 hour");
            Response ahead = as("yjb").get(address);
            assertThat(ahead.header("Last-Modified")).isNull();
            String tomorrow = date(Instant.now().plusSeconds(86_400));
            assertThat(poll(address, null, tomorrow).statusCode()).isEqualTo(200);
            assertThat(poll(address, ahead.header("ETag"), null).statusCode()).isEqualTo(304);
        } finally {
            everythingHappenedAnHourAgo();
        }
    }

    @Test
    void where_both_are_sent_the_tag_alone_decides() throws Exception {
        String address = PLANS + "/" + requested(newArea());
        everythingHappenedAnHourAgo();
        Response now = as("yjb").get(address);
        String tag = now.header("ETag");
        String date = now.header("Last-Modified");
        String earlier = date(Instant.now().minusSeconds(86_400));
        assertThat(poll(address, "\"another\"", date).statusCode()).isEqualTo(200);
        assertThat(poll(address, tag, earlier).statusCode()).isEqualTo(304);
    }

    @Test
    void tags_and_dates_are_read_as_the_standard_has_them() throws Exception {
        String address = PLANS + "/" + requested(newArea());
        everythingHappenedAnHourAgo();
        String tag = as("yjb").get(address).header("ETag");
        assertThat(poll(address, "\"7-7\", " + tag, null).statusCode()).isEqualTo(304);
        assertThat(poll(address, "W/" + tag, null).statusCode()).isEqualTo(304);
        assertThat(poll(address, "*", null).statusCode()).isEqualTo(304);
        assertThat(poll(address, tag.replace("\"", ""), null).statusCode()).isEqualTo(200);
        assertThat(poll(address, null, date(Instant.now())).statusCode()).isEqualTo(304);
        assertThat(poll(address, null, date(Instant.now().plusSeconds(3_600))).statusCode())
                .isEqualTo(200);
        assertThat(poll(address, null, "yesterday").statusCode()).isEqualTo(200);
    }

    @Test
    void answers_are_kept_for_their_caller_alone_and_always_asked_for_again() {
        String id = requested(newArea());
        for (String address : List.of(PLANS, PLANS + "/" + id)) {
            Response whole = as("yjb").get(address);
            Response unchanged = poll(address, whole.header("ETag"), null);
            assertThat(unchanged.statusCode()).isEqualTo(304);
            for (Response one : List.of(whole, unchanged)) {
                assertThat(one.header("ETag")).startsWith("\"");
                assertThat(one.header("Cache-Control").split(", *"))
                        .containsExactlyInAnyOrder("private", "no-cache");
                assertThat(one.headers().getValues("Vary")).contains("Authorization");
            }
        }
    }

    // ---- who is told

    @Test
    void an_area_is_told_of_its_own_changes_alone() {
        String area = newArea();
        String id = requested(area);
        String elsewhere = requested(newArea());
        String own = yot(area).get(PLANS).header("ETag");

        moveDueDate(elsewhere, DUE.plusDays(1));
        yot(area).header("If-None-Match", own).get(PLANS).then().statusCode(304);
        assertThat(poll(PLANS + "?area=" + area, own, null).statusCode()).isEqualTo(304);

        moveDueDate(id, DUE.plusDays(1));
        yot(area).header("If-None-Match", own).get(PLANS).then().statusCode(200);
    }

    @Test
    void callers_who_see_different_plans_never_share_a_tag() {
        String one = newArea();
        String other = newArea();
        requested(one);
        requested(other);
        String nothing = newArea();
        var tags = new HashSet<String>();
        tags.add(as("yjb").get(PLANS).header("ETag"));
        tags.add(yot(one).get(PLANS).header("ETag"));
        tags.add(yot(other).get(PLANS).header("ETag"));
        tags.add(yot(nothing).get(PLANS).header("ETag"));
        assertThat(tags).hasSize(4).doesNotContainNull();

        String asked = PLANS + "?area=" + one;
        Response foreign = yot(other).get(asked);
        foreign.then().statusCode(200).body("items", empty());
        assertThat(foreign.header("ETag")).isNotEqualTo(as("yjb").get(asked).header("ETag"));
        yot(other)
                .header("If-None-Match", foreign.header("ETag"))
                .get(asked)
                .then()
                .statusCode(304);
    }

    @Test
    void what_a_caller_may_not_see_is_not_found_whatever_tag_he_holds() {
        String id = requested(newArea());
        yot(newArea()).header("If-None-Match", "*").get(PLANS + "/" + id).then().statusCode(404);
        as("yjb").header("If-None-Match", "*").get(PLANS + "/none").then().statusCode(404);
    }

    // ---- while plans change

    @Test
    void a_tag_never_stands_for_two_bodies() throws Exception {
        String area = newArea();
        String id = requested(area);
        var bodies = new ConcurrentHashMap<String, String>();
        var done = new AtomicBoolean();
        Callable<Integer> poller =
                () -> {
                    int polls = 0;
                    for (; !done.get(); polls++) {
                        Response whole = as("yjb").get(PLANS + "?area=" + area);
                        String other =
                                bodies.putIfAbsent(whole.header("ETag"), whole.body().asString());
                        assertThat(whole.body().asString())
                                .isEqualTo(other == null ? whole.body().asString() : other);
                    }
                    return polls;
                };
        try (var pool = Executors.newFixedThreadPool(2)) {
            var first = pool.submit(poller);
            var second = pool.submit(poller);
            for (int i = 1; i <= 25; i++) {
                moveDueDate(id, DUE.plusDays(i));
            }
            done.set(true);
            assertThat(first.get() + second.get()).isPositive();
        }
        assertThat(bodies).hasSizeGreaterThan(1);
    }

    @Test
    void dates_follow_the_order_of_the_log_however_many_write_at_once() throws Exception {
        var writers = new ArrayList<Callable<Boolean>>();
        for (int writer = 0; writer < 4; writer++) {
            String id = requested(newArea());
            writers.add(() -> {
                for (int i = 1; i <= 10; i++) {
                    moveDueDate(id, DUE.plusDays(i));
                }
                return true;
            });
        }
        everythingHappenedAnHourAgo();
        try (var pool = Executors.newFixedThreadPool(writers.size())) {
            for (var writer : pool.invokeAll(writers)) {
                assertThat(writer.get()).isTrue();
            }
        }
        var dates = new ArrayList<Instant>();
        try (var connection = dataSource.getConnection();
                var query =
                        connection.prepareStatement(
                                "select modified_at from improvement_plan"
                                        + " order by changed_position")) {
            var rows = query.executeQuery();
            while (rows.next()) {
                dates.add(rows.getTimestamp(1).toInstant());
            }
        }
        assertThat(dates).isSorted().hasSizeGreaterThan(writers.size());
    }

    @Test
    void pages_walked_while_plans_come_and_change_repeat_none_and_miss_none() {
        String area = newArea();
        var there = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            there.add(requested(area));
        }
        var walked = new ArrayList<String>();
        @Nullable String next = null;
        int i = 0;
        do {
            var page =
                    as("yjb")
                            .queryParams(next == null ? Map.of() : Map.of("cursor", next))
                            .get(PLANS + "?limit=3&area=" + area)
                            .then()
                            .statusCode(200)
                            .extract();
            List<String> ids = page.path("items.inspectionId");
            assertThat(ids).hasSizeLessThanOrEqualTo(3);
            walked.addAll(ids);
            next = page.path("next");
            requested(area);
            submit(area, there.get(i++));
            submit(area, there.get(there.size() - i));
        } while (next != null);
        assertThat(walked).doesNotHaveDuplicates();
        assertThat(Set.copyOf(walked)).isEqualTo(Set.copyOf(there));
    }

    /** Each answer reads twice; a reader that kept a connection would wait for another for ever. */
    @Test
    void more_callers_at_once_than_connections_are_all_answered() throws Exception {
        String area = newArea();
        String id = requested(area);
        List<String> addresses =
                List.of(PLANS, PLANS + "/" + id, PLANS + ".csv", PLANS + "/calendar.ics");
        var together = new CountDownLatch(CONNECTIONS_MAX * 3);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < CONNECTIONS_MAX * 3; i++) {
                String address = addresses.get(i % addresses.size());
                answers.add(
                        callers.submit(() -> {
                            together.countDown();
                            together.await();
                            return as("yjb").get(address).statusCode();
                        }));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
    }

    // ---- the words of these tests

    private static Response poll(String address, @Nullable String tag, @Nullable String date) {
        var request = as("yjb");
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        if (date != null) {
            request.header("If-Modified-Since", date);
        }
        return request.get(address);
    }

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    private void everythingHappenedAnHourAgo() throws SQLException {
        everythingHappened("-1 hour");
    }

    /** As if all changes so far were made this long from now. */
    private void everythingHappened(String fromNow) throws SQLException {
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                "update improvement_plan set modified_at ="
                                        + " date_trunc('second', now()) + cast(? as interval)")) {
            update.setString(1, fromNow);
            update.executeUpdate();
        }
    }
}
