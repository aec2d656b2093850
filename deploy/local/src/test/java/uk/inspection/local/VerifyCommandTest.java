package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made of the answers of services, which here are scripts. */
class VerifyCommandTest {
    private static final String STARTED = "{\"started\":true,\"verification\":{}}";
    private static final String RUNNING = "{\"state\":\"running\",\"checks\":[]}";
    private static final String PASSED =
            """
            {"state":"passed","checks":[{"name":"log","state":"passed","counts":"events",
              "counted":1234567,"millis":2345}]}
            """;

    private final List<HttpServer> servers = new java.util.ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    /** A service that starts a verification and gives these answers one after another. */
    private URI service(String start, String... answers) throws IOException {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/admin/verification",
                exchange -> {
                    if (!"Bearer secret"
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                        respond(exchange, 401, "{}");
                    } else if (exchange.getRequestMethod().equals("POST")) {
                        respond(exchange, 202, start);
                    } else if (left.size() > 1) {
                        var answer = left.removeFirst();
                        respond(exchange, answer.isEmpty() ? 503 : 200, answer);
                    } else {
                        respond(exchange, 200, left.getFirst());
                    }
                });
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private boolean verified(Map<String, URI> services) throws InterruptedException {
        return new VerifyCommand.Verifying(
                        "secret", Duration.ofSeconds(2), new PrintStream(printed, true))
                .run(services);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everything_passed_when_every_service_says_so() throws Exception {
        var services = new LinkedHashMap<String, URI>();
        services.put("case-service", service(STARTED, RUNNING, "", RUNNING, PASSED));
        services.put("scoring-service", service(STARTED, PASSED));
        assertTrue(verified(services), text());
        var lines = text().lines().toList();
        assertEquals(
                List.of("case-service", "log", "1,234,567", "events", "2.3", "passed"),
                List.of(lines.get(1).split("\\s+")));
        assertTrue(lines.get(2).startsWith("scoring-service"), text());
        assertEquals("Everything agrees.", lines.getLast());
    }

    @Test
    void what_is_to_be_told_of_what_passed_is_told() throws Exception {
        var passed =
                """
                {"state":"passed","checks":[
                  {"name":"read-models","state":"passed","counts":"events","counted":7,"millis":1,
                   "note":"12 rows of 3 tables are what the events come to."}]}
                """;
        assertTrue(verified(Map.of("case-service", service(STARTED, passed))), text());
        assertTrue(
                text().contains(
                                "case-service, read-models: 12 rows of 3 tables are what the events"
                                        + " come to."),
                text());
    }

    @Test
    void the_first_difference_of_each_check_is_printed_and_nothing_has_passed() throws Exception {
        var failed =
                """
                {"state":"failed","checks":[
                  {"name":"log","state":"failed","counts":"events","counted":2,"millis":1,
                   "difference":"Version 3 of stream s at position 7 was changed."},
                  {"name":"scores","state":"failed","counts":"scores","counted":0,"millis":1,
                   "problem":"The broker did not answer."}]}
                """;
        var services = new LinkedHashMap<String, URI>();
        services.put("case-service", service(STARTED, failed));
        services.put("scoring-service", service(STARTED, PASSED));
        assertFalse(verified(services));
        assertTrue(
                text().contains(
                                "case-service, log: Version 3 of stream s at position 7 was changed."),
                text());
        assertTrue(
                text().contains(
                                "case-service, scores: could not be finished: The broker did not"
                                        + " answer."),
                text());
        assertTrue(text().contains("scoring-service"), text());
        assertTrue(text().endsWith("Not everything agrees." + System.lineSeparator()), text());
    }

    @Test
    void a_verification_that_was_running_already_is_waited_for_and_said() throws Exception {
        var running = "{\"started\":false,\"verification\":{\"state\":\"running\"}}";
        assertTrue(verified(Map.of("case-service", service(running, RUNNING, PASSED))), text());
        assertTrue(text().contains("case-service was verifying already"), text());
    }

    @Test
    void a_service_that_was_started_anew_meanwhile_has_not_passed() throws Exception {
        var none = "{\"state\":\"none\",\"checks\":[]}";
        assertFalse(verified(Map.of("case-service", service(STARTED, RUNNING, none))));
        assertTrue(text().contains("case-service was started anew meanwhile"), text());
    }

    @Test
    void a_service_that_does_not_answer_or_refuses_has_not_passed() throws Exception {
        URI silent;
        try (var socket = new ServerSocket(0)) {
            silent = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        var refusing =
                new VerifyCommand.Verifying("wrong", Duration.ZERO, new PrintStream(printed));
        assertFalse(verified(Map.of("case-service", silent)));
        assertTrue(text().contains("case-service does not begin a verification"), text());
        assertFalse(refusing.run(Map.of("plan-service", service(STARTED, PASSED))));
        assertTrue(text().contains("plan-service does not begin a verification"), text());
    }
}
