package uk.inspection.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: every service checks what it keeps, and what they found is printed. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks every hash chain, every log against its topics, both ways, derives every"
                        + " score again, and compares the read models with what the events come"
                        + " to; exit status 0 when everything passed.")
final class VerifyCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADING = "%-26s %-20s %20s %9s  %s%n";
    private static final String ROW = "%-26s %-20s %,12d %-7s %9.1f  %s%n";
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** A service that is killed comes back within it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() throws InterruptedException {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        var stack =
                StackFile.ofRunning(directory)
                        .orElseThrow(() ->
                                new StackException(
                                        "No stack runs on "
                                                + directory.root()
                                                + ": start it with ./platform up."));
        var ports = new Ports(stack.portBase());
        var token =
                new Secrets(directory)
                        .existingTokens()
                        .token("operator", "verify", Optional.empty());
        var addresses = new LinkedHashMap<String, URI>();
        for (var service : PlatformService.all()) {
            addresses.put(service.module(), URI.create("http://127.0.0.1:" + service.port(ports)));
        }
        return new Verifying(token, PATIENCE, System.out).run(addresses)
                ? Launcher.OK
                : Launcher.FAILED;
    }

    /** Asks services to verify themselves, and says what came of it. */
    static final class Verifying {
        private final String token;
        private final Duration patience;
        private final PrintStream out;
        private final HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();

        /**
         * @param patience how long a service may leave its caller without an answer
         */
        Verifying(String token, Duration patience, PrintStream out) {
            this.token = token;
            this.patience = patience;
            this.out = out;
        }

        /** Whether everything passed. */
        boolean run(Map<String, URI> services) throws InterruptedException {
            var begun = new LinkedHashMap<String, Optional<JsonNode>>();
            for (var service : services.entrySet()) {
                begun.put(service.getKey(), ask("POST", service.getValue(), 202));
            }
            out.printf(HEADING, "service", "check", "looked at", "seconds", "result");
            var notes = new ArrayList<String>();
            var wrong = new ArrayList<String>();
            for (var service : services.entrySet()) {
                var name = service.getKey();
                var start = begun.getOrDefault(name, Optional.empty());
                if (start.isEmpty()) {
                    wrong.add(name + " does not begin a verification: see ./platform status.");
                    continue;
                }
                if (!start.get().path("started").asBoolean()) {
                    out.println(name + " was verifying already; this is what came of that.");
                }
                tell(name, ended(service.getValue()), notes, wrong);
            }
            out.println();
            notes.forEach(out::println);
            wrong.forEach(out::println);
            out.println(wrong.isEmpty() ? "Everything agrees." : "Not everything agrees.");
            return wrong.isEmpty();
        }

        private Optional<JsonNode> ended(URI service) throws InterruptedException {
            while (true) {
                var answer = ask("GET", service, 200);
                if (answer.isEmpty() || !answer.get().path("state").asText().equals("running")) {
                    return answer;
                }
                Thread.sleep(PAUSE);
            }
        }

        private void tell(
                String service,
                Optional<JsonNode> answer,
                ArrayList<String> notes,
                ArrayList<String> wrong) {
            if (answer.isEmpty()) {
                wrong.add(service + " answers no more: see ./platform status.");
                return;
            }
            var state = answer.get().path("state").asText();
            if (!state.equals("passed") && !state.equals("failed")) {
                wrong.add(service + " was started anew meanwhile: ask again.");
                return;
            }
            var found = wrong.size();
            for (var check : answer.get().path("checks")) {
                out.printf(
                        Locale.ROOT,
                        ROW,
                        service,
                        check.path("name").asText(),
                        check.path("counted").asLong(),
                        check.path("counts").asText(),
                        check.path("millis").asLong() / 1000.0,
                        check.path("state").asText());
                var where = "%s, %s: ".formatted(service, check.path("name").asText());
                if (check.hasNonNull("note")) {
                    notes.add(where + check.path("note").asText());
                }
                if (check.hasNonNull("difference")) {
                    wrong.add(where + check.path("difference").asText());
                } else if (check.hasNonNull("problem")) {
                    wrong.add(where + "could not be finished: " + check.path("problem").asText());
                }
            }
            if (state.equals("failed") && wrong.size() == found) {
                wrong.add(service + " failed and does not say where.");
            }
        }

        /** The answer; empty where none of this status came in time. */
        private Optional<JsonNode> ask(String method, URI service, int status)
                throws InterruptedException {
            var request =
                    HttpRequest.newBuilder(service.resolve("/admin/verification"))
                            .timeout(Duration.ofSeconds(10))
                            .header("Authorization", "Bearer " + token)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build();
            var giveUp = System.nanoTime() + patience.toNanos();
            while (true) {
                var answer = once(request);
                if (answer.isPresent() && answer.get().statusCode() != 503) {
                    return answer.filter(one -> one.statusCode() == status).map(Verifying::tree);
                }
                if (System.nanoTime() - giveUp > 0) {
                    return Optional.empty();
                }
                Thread.sleep(PAUSE);
            }
        }

        /** Empty where nobody answers, which may pass. */
        private Optional<HttpResponse<String>> once(HttpRequest request)
                throws InterruptedException {
            try {
                return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
            } catch (IOException silent) {
                return Optional.empty();
            }
        }

        private static JsonNode tree(HttpResponse<String> answer) {
            try {
                return JSON.readTree(answer.body());
            } catch (JsonProcessingException notJson) {
                return MissingNode.getInstance();
            }
        }
    }
}
