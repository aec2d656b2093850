package uk.inspection.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.OwnStack;
import uk.inspection.local.testing.TestTokens;

/**
 * What every kind of door answers while the database or the broker is silent or gone, and that all
 * goes on by itself when they are back.
 */
@QuarkusTest
@TestProfile(StoresAwayTest.Alone.class)
class StoresAwayTest {
    /** What is promised is fifteen; a machine under test is slower. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    /** Less than a connection to the database is waited for. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int OF_EACH = 12;
    private static final int BODY = 2_000_000;
    private static final int CUTS = 25;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @SuppressWarnings("NullAway.Init") // given by FaultyStack
    OwnStack stack;

    @SuppressWarnings("NullAway.Init") // given by FaultyStack
    Cable toDatabase;

    /** Without the stack that other tests share. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(FaultyStack.class));
        }
    }

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String chief = TestTokens.token("chief-inspector", "chief", null);
    private final String operator = TestTokens.token("operator", "operator", null);

    private record Answer(int status, String type, String retryAfter, String body, Duration took) {}

    @BeforeEach
    void all_is_well() {
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(ask(get("/v1/reports", chief)).status).isEqualTo(OK));
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(ask(result("ready-" + UUID.randomUUID())).status).isEqualTo(OK));
    }

    @AfterEach
    void everything_is_back() {
        stack.thawPostgres();
        stack.thawBroker();
        stack.startPostgres();
        stack.startBroker();
        callers.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(LONG);
    }

    private static HttpRequest get(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token).build();
    }

    private HttpRequest page(String path) {
        return request(path)
                .header("Authorization", "Bearer " + chief)
                .header("Accept", "text/html")
                .build();
    }

    private static HttpRequest post(String path, String token, String key, String body) {
        return request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** Imports a result of an area of this name, under a key of this name. */
    private HttpRequest result(String name) {
        return post(
                "/v1/published-results",
                chief,
                name,
                """
                {"results": [{"area": "%s", "framework": "cci-2009", "kind": "core",
                  "published": "2009-06", "headlines": [{"id": "safeguarding", "percent": 50}],
                  "source": "a test"}]}
                """
                        .formatted(name));
    }

    /** Asks, and reads the beginning of the answer: a live stream has no end. */
    private Answer ask(HttpRequest request) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            byte[] read = answer.statusCode() < 400 ? new byte[0] : body.readAllBytes();
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.headers().firstValue("Retry-After").orElse(""),
                    new String(read, StandardCharsets.UTF_8),
                    Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private String metrics() throws IOException, InterruptedException {
        return http.send(get("/q/metrics", operator), BodyHandlers.ofString()).body();
    }

    /** Asks for everything at the same time. */
    private Map<String, Answer> askAll(Map<String, HttpRequest> requests) throws Exception {
        var asked = new LinkedHashMap<String, Future<Answer>>();
        requests.forEach((name, request) -> asked.put(name, callers.submit(() -> ask(request))));
        var answers = new LinkedHashMap<String, Answer>();
        for (Map.Entry<String, Future<Answer>> one : asked.entrySet()) {
            answers.put(one.getKey(), one.getValue().get());
        }
        return answers;
    }

    /** Doors that need the database. */
    private Map<String, HttpRequest> doors() {
        return Map.of(
                "list", get("/v1/reports", chief),
                "comparison", get("/v1/comparisons/national?framework=cci-2009", chief),
                "page", page("/"),
                "page for who is signed in", page("/inspections"),
                "live stream", get("/live/score-events", chief),
                "relay", get("/admin/relay", operator),
                "parked", get("/admin/parked-events", operator),
                "retry",
                        post(
                                "/admin/parked-events/score-events/0/0/retry",
                                operator,
                                UUID.randomUUID().toString(),
                                "{}"));
    }

    private Map<String, HttpRequest> everyDoor(int ofEach) {
        var all = new LinkedHashMap<String, HttpRequest>();
        for (int i = 0; i < ofEach; i++) {
            int number = i;
            doors().forEach((name, request) -> all.put(name + " " + number, request));
        }
        return all;
    }

    private Map<String, HttpRequest> results(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> name + "-" + i)
                .collect(Collectors.toMap(key -> key, this::result));
    }

    private static void away(Map<String, Answer> answers) {
        assertThat(answers)
                .allSatisfy((name, answer) -> {
                    assertThat(answer.status).as("%s: %s", name, answer).isEqualTo(UNAVAILABLE);
                    assertThat(answer.retryAfter).isEqualTo("1");
                    assertThat(answer.type)
                            .startsWith(
                                    name.startsWith("page")
                                            ? "text/html"
                                            : "application/problem+json");
                    assertThat(answer.took).isLessThan(ANSWERED_WITHIN);
                });
    }

    private void well(Map<String, HttpRequest> requests) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(askAll(requests).values())
                                .allSatisfy(answer ->
                                        assertThat(answer.status).isLessThan(UNAVAILABLE)));
    }

    private void databaseAway(String name, Runnable gone, Runnable back) throws Exception {
        gone.run();
        Map<String, HttpRequest> requests = everyDoor(OF_EACH);
        requests.putAll(results(name, OF_EACH));
        away(askAll(requests));
        // Once it is known, nobody waits for the database to find out.
        await().atMost(LONG)
                .until(() -> ask(get("/v1/reports", chief)).took.compareTo(AT_ONCE) < 0);
        away(askAll(requests));
        assertThat(ask(get("/q/health/live", operator)).status).isEqualTo(OK);
        assertThat(ask(get("/q/health/group/serving", operator)).status).isEqualTo(OK);
        Answer ready = ask(get("/q/health/ready", operator));
        assertThat(ready.status).isEqualTo(UNAVAILABLE);
        assertThat(ready.took).isLessThan(ANSWERED_WITHIN);
        Answer metrics = ask(get("/q/metrics", operator));
        assertThat(metrics.status).isEqualTo(OK);
        assertThat(metrics.took).isLessThan(ANSWERED_WITHIN);
        assertThat(http.send(get("/q/metrics", operator), BodyHandlers.ofString()).body())
                .contains("event_store_parked_events NaN", "event_store_relay_lag_seconds NaN")
                .contains("event_store_queued ", "jvm_memory_used_bytes");

        back.run();
        well(everyDoor(1));
        // The same commands again: written once, whatever became of them before.
        Map<String, HttpRequest> again = results(name, OF_EACH);
        well(again);
        assertThat(askAll(again).values())
                .allSatisfy(answer -> assertThat(answer.status).isEqualTo(OK));
    }

    @Test
    void a_silent_database_is_answered_for_in_time_and_everything_goes_on_when_it_speaks()
            throws Exception {
        databaseAway("silent", stack::freezePostgres, stack::thawPostgres);
    }

    @Test
    void a_database_that_is_gone_is_answered_for_in_time_and_everything_goes_on_when_it_is_back()
            throws Exception {
        databaseAway("gone", stack::stopPostgres, stack::startPostgres);
    }

    /**
     * A connection may break before a statement, amid it, before the commit or amid that. Each cut
     * comes after some more answers, so that all of it happens to somebody.
     */
    @Test
    void connections_cut_at_any_moment_are_never_a_failure_of_the_service() throws Exception {
        var stop = new AtomicBoolean();
        var well = new AtomicInteger();
        var failed = new ConcurrentLinkedQueue<String>();
        var asking = new ArrayList<Future<?>>();
        for (int i = 0; i < OF_EACH; i++) {
            String key = "cut-" + i;
            asking.add(
                    callers.submit(() -> {
                        for (int turn = 0; !stop.get(); turn++) {
                            for (HttpRequest request :
                                    List.of(
                                            get("/v1/reports", chief),
                                            get(
                                                    "/v1/comparisons/national?framework=cci-2009",
                                                    chief),
                                            get("/v1/reports/nobody?minVersion=0", chief),
                                            get("/admin/relay", operator),
                                            page("/"),
                                            result(key + "-" + turn))) {
                                Answer answer = ask(request);
                                if (answer.status < 500) {
                                    well.incrementAndGet();
                                } else if (answer.status != UNAVAILABLE) {
                                    failed.add(request.uri() + ": " + answer);
                                }
                            }
                        }
                        return null;
                    }));
        }
        try {
            for (int cut = 0; cut < CUTS; cut++) {
                int enough = well.get() + OF_EACH + cut;
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(LONG)
                        .until(() -> well.get() >= enough);
                toDatabase.cut();
                toDatabase.mend();
            }
        } finally {
            stop.set(true);
        }
        for (Future<?> one : asking) {
            one.get();
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void without_the_broker_all_is_read_and_written_and_what_needs_it_says_so() throws Exception {
        for (Runnable gone : List.<Runnable>of(stack::freezeBroker, stack::stopBroker)) {
            gone.run();
            String name = "broker-" + UUID.randomUUID();
            Map<String, HttpRequest> requests = everyDoor(1);
            requests.putAll(results(name, OF_EACH));
            assertThat(askAll(requests))
                    .allSatisfy((door, answer) -> {
                        assertThat(answer.status)
                                .as("%s: %s", door, answer)
                                .isLessThan(UNAVAILABLE);
                        assertThat(answer.took).isLessThan(ANSWERED_WITHIN);
                    });
            away(Map.of("projections", ask(get("/admin/projections", operator))));
            Answer ready = ask(get("/q/health/ready", operator));
            assertThat(ready.status).isEqualTo(UNAVAILABLE);
            assertThat(ready.took).isLessThan(ANSWERED_WITHIN);
            assertThat(ask(get("/q/health/group/serving", operator)).status).isEqualTo(OK);
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(metrics()).contains("event_store_subscription_lag NaN"));
            stack.thawBroker();
            stack.startBroker();
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(metrics()).contains("event_store_subscription_lag 0.0"));
            await().atMost(LONG)
                    .untilAsserted(() -> {
                        HttpResponse<String> relay =
                                http.send(get("/admin/relay", operator), BodyHandlers.ofString());
                        assertThat(relay.body()).contains("\"lag\":0").doesNotContain("problem");
                    });
        }
    }

    @Test
    void bodies_beyond_what_there_is_room_for_are_refused_until_others_have_gone()
            throws Exception {
        var places = new ArrayList<Socket>();
        try {
            String refused = "";
            for (int i = 0; refused.isEmpty(); i++) {
                assertThat(i * (long) BODY).isLessThan(Runtime.getRuntime().maxMemory() / 8);
                Socket place = new Socket("localhost", RestAssured.port);
                places.add(place);
                refused = announceBody(place);
            }
            assertThat(refused).startsWith("HTTP/1.1 503").contains("retry-after: 1");
            assertThat(places).hasSizeGreaterThan(1);
        } finally {
            for (Socket place : places) {
                place.close();
            }
        }
        await().atMost(LONG)
                .untilAsserted(() -> {
                    try (var place = new Socket("localhost", RestAssured.port)) {
                        assertThat(announceBody(place)).isEmpty();
                    }
                });
    }

    /** The head of a request whose body never comes; what is answered to that. */
    private String announceBody(Socket place) throws IOException {
        place.getOutputStream()
                .write(
                        """
                        POST /v1/published-results HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Idempotency-Key: never\r
                        Content-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        """
                                .formatted(chief, BODY)
                                .getBytes(StandardCharsets.US_ASCII));
        place.setSoTimeout(250);
        try {
            byte[] answer = new byte[1000];
            int read = place.getInputStream().read(answer);
            return new String(answer, 0, read, StandardCharsets.US_ASCII)
                    .replace("Retry-After", "retry-after");
        } catch (SocketTimeoutException waiting) {
            return "";
        }
    }
}
