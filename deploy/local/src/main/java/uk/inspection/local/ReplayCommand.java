package uk.inspection.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: makes a running service's read models again, while it serves. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Makes the read models of a running service again from its log and the topics, beside"
                        + " those that serve, and puts them in place.")
final class ReplayCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> RUNNING = Set.of("APPLYING", "COMPARING", "SWAPPING");
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration SAY = Duration.ofSeconds(2);
    private static final int ACCEPTED = 202;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    @Parameters(
            paramLabel = "SERVICE",
            description =
                    "case-service, scoring-service, improvement-plan-service or reporting-service")
    private String name = "";

    @Option(
            names = "--verify",
            description =
                    "compare the new read models with those that serve; where they differ, say in"
                            + " what, change nothing and end with status 1")
    private boolean verify;

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() throws InterruptedException {
        var service =
                PlatformService.all().stream()
                        .filter(one -> one.module().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new StackException(unknown()));
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        var stack =
                StackFile.ofRunning(directory)
                        .orElseThrow(() ->
                                new StackException("No stack runs on " + directory.root() + "."));
        var door =
                URI.create(
                        "http://127.0.0.1:%d/admin/projections/read-models/rebuild"
                                .formatted(service.port(new Ports(stack.portBase()))));
        var token =
                new Secrets(directory)
                        .existingTokens()
                        .token("operator", "replay", Optional.empty());
        var body = HttpRequest.BodyPublishers.ofString("{\"verify\": %s}".formatted(verify));
        var begun = ask(door, token, request -> request.POST(body));
        if (begun.statusCode() != ACCEPTED) {
            throw new StackException(name + " refuses: " + json(begun).path("detail").asText());
        }
        return tell(follow(door, token));
    }

    private String unknown() {
        return "There is no service "
                + name
                + "; there are "
                + PlatformService.all().stream()
                        .map(PlatformService::module)
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private JsonNode follow(URI door, String token) throws InterruptedException {
        var sayAt = System.nanoTime();
        while (true) {
            var view = json(ask(door, token, HttpRequest.Builder::GET));
            if (!RUNNING.contains(view.path("state").asText())) {
                return view;
            }
            if (System.nanoTime() - sayAt >= 0) {
                sayAt = System.nanoTime() + SAY.toNanos();
                System.out.println(progress(view));
            }
            Thread.sleep(LOOK); // between two looks at another process
        }
    }

    private static String progress(JsonNode view) {
        var left = view.path("secondsLeft");
        return switch (view.path("state").asText()) {
            case "COMPARING" -> "Comparing the new read models with those that serve ...";
            case "SWAPPING" -> "Putting the new read models in place ...";
            default ->
                    "%,d of %,d events, %,d a second%s"
                            .formatted(
                                    view.path("events").asLong(),
                                    view.path("total").asLong(),
                                    view.path("perSecond").asLong(),
                                    left.isNumber() ? ", " + left.asText() + " s left" : "");
        };
    }

    private int tell(JsonNode view) {
        if (!view.path("state").asText().equals("SWAPPED")) {
            System.err.println(
                    "The read models of %s are as they were: %s"
                            .formatted(name, view.path("problem").asText("it was restarted.")));
            return Launcher.FAILED;
        }
        System.out.printf(
                "The read models of %s were made again from %,d events%s and are in place.%n",
                name,
                view.path("events").asLong(),
                verify
                        ? ", found equal in all %,d rows".formatted(view.path("rows").asLong())
                        : "");
        return Launcher.OK;
    }

    private interface Asking {
        HttpRequest.Builder of(HttpRequest.Builder request);
    }

    private HttpResponse<String> ask(URI door, String token, Asking asking)
            throws InterruptedException {
        var request =
                asking.of(
                                HttpRequest.newBuilder(door)
                                        .timeout(Duration.ofSeconds(20))
                                        .header("Content-Type", "application/json")
                                        .header("Authorization", "Bearer " + token))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StackException(name + " does not answer: " + e.getMessage() + ".", e);
        }
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new StackException(
                    "%s answers with status %d and no JSON.".formatted(name, answer.statusCode()),
                    e);
        }
    }
}
