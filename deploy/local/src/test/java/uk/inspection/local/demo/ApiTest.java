package uk.inspection.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.local.StackException;
import uk.inspection.local.Tokens;
import uk.inspection.local.demo.Services.Service;

class ApiTest {
    private static final Api.Caller LEAD = Api.Caller.of("lead-inspector");

    private final HttpServer server;
    private final Service service;
    private final Api api;
    private final List<String> keys = new CopyOnWriteArrayList<>();

    ApiTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service =
                new Service(
                        "case-service",
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        api =
                new Api(
                        new Services(
                                service,
                                service,
                                service,
                                service,
                                Tokens.withNewKey("http://issuer.invalid")),
                        _ -> {});
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_service_that_breaks_off_is_asked_again_with_the_same_key() {
        answer(exchange -> {
            switch (keys.size()) {
                case 1 -> exchange.close();
                case 2 -> respond(exchange, 503, "{}");
                case 3 -> respond(exchange, 500, "{}");
                default -> respond(exchange, 201, "{\"version\":7}");
            }
        });
        var body = api.post(service, "/v1/inspections", LEAD, "one-key", Map.of("a", 1));
        assertEquals(7, body.path("version").asInt());
        assertEquals(List.of("one-key", "one-key", "one-key", "one-key"), keys);
    }

    @Test
    void a_refusal_ends_the_story_with_the_services_own_sentence() {
        answer(exchange -> respond(exchange, 422, "{\"detail\":\"No such question.\"}"));
        var problem =
                assertThrows(
                        StackException.class,
                        () -> api.post(service, "/v1/inspections", LEAD, "k", Map.of()));
        assertTrue(String.valueOf(problem.getMessage()).contains("No such question."));
        assertEquals(1, keys.size());
    }

    @Test
    void a_step_that_follows_another_services_event_waits_for_it() {
        answer(exchange ->
                respond(
                        exchange,
                        keys.size() < 3 ? 409 : 201,
                        "{\"detail\":\"The scores are not final.\"}"));
        api.postWhenReady(service, "/v1/reports/1", LEAD, "k", Map.of());
        assertEquals(3, keys.size());
    }

    @Test
    void the_score_watch_comes_back_where_it_left_off() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        var seen = new CopyOnWriteArrayList<Integer>();
        var two = new CountDownLatch(2);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
                    var n = asked.size();
                    exchange.sendResponseHeaders(200, 0);
                    try (var out = exchange.getResponseBody()) {
                        out.write(
                                (": heartbeat\n\nid: p%d\nevent: ScoreChanged\ndata: {\"event\":{\"judged\":%d,\"caseVersion\":%d,\"scores\":{}}}\n\n"
                                                .formatted(n, n, n))
                                        .getBytes(StandardCharsets.UTF_8));
                    }
                });
        server.start();
        try (var watch =
                new ScoreWatch(
                        service.address(),
                        "token",
                        event -> {
                            seen.add(event.path("judged").asInt());
                            two.countDown();
                        })) {
            watch.awaitConnection(Duration.ofSeconds(10));
            assertTrue(two.await(10, TimeUnit.SECONDS));
        }
        assertEquals(List.of("null", "p1"), asked.subList(0, 2));
        assertEquals(List.of(1, 2), seen.subList(0, 2));
    }

    @Test
    void the_business_clock_never_moves_back(@TempDir Path folder) throws Exception {
        var file = folder.resolve("business-clock");
        var clock = new BusinessClock(file);
        var later = Instant.parse("2009-06-24T09:30:00Z");
        clock.advanceTo(later);
        clock.advanceTo(Instant.parse("2009-03-16T09:30:00Z"));
        assertEquals(later, Instant.parse(Files.readString(file).strip()));
    }

    private interface Behaviour {
        void on(HttpExchange exchange) throws IOException;
    }

    private void answer(Behaviour behaviour) {
        server.createContext(
                "/",
                exchange -> {
                    keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                    behaviour.on(exchange);
                });
        server.start();
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
