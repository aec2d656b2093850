package uk.inspection.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: every process, whether it answers, and how far the services lag behind. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the running stack; exit status 0 when every part is ready.")
final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "%-26s %-9s %-7s %-10s %-11s %s%n";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        var stack =
                StackFile.ofRunning(directory)
                        .orElseThrow(() ->
                                new StackException("No stack runs on " + directory.root() + "."));
        System.out.println(
                "Stack ("
                        + stack.mode()
                        + ") on "
                        + directory.root()
                        + ", launcher process "
                        + stack.launcherPid());
        System.out.printf(ROW, "process", "pid", "port", "state", "relay lag", "consumer lag");
        var ready = true;
        var ports = new Ports(stack.portBase());
        ready &= server("postgres", directory, ports.postgres());
        ready &= server("broker", directory, ports.broker());
        ready &= server("case-keys", directory, ports.caseKeys());
        ready &= issuer(stack, ports.issuer());
        var token =
                new Secrets(directory)
                        .existingTokens()
                        .token("operator", "status", Optional.empty());
        for (var service : PlatformService.all()) {
            ready &= service(service, directory, service.port(ports), token);
        }
        return ready ? Launcher.OK : Launcher.FAILED;
    }

    private static Optional<ProcessHandle> process(DataDirectory directory, String name) {
        return PidFile.read(directory.pidFile(name)).flatMap(PidFile::running);
    }

    private static String pid(Optional<ProcessHandle> process) {
        return process.map(handle -> Long.toString(handle.pid())).orElse("-");
    }

    private static boolean server(String name, DataDirectory directory, int port) {
        var process = process(directory, name);
        var state = process.isEmpty() ? "down" : Ports.answers(port) ? "ready" : "starting";
        System.out.printf(ROW, name, pid(process), port, state, "", "");
        return state.equals("ready");
    }

    /** It lives in the launcher. */
    private static boolean issuer(StackFile stack, int port) {
        var answers = Ports.answers(port);
        System.out.printf(
                ROW, "issuer", stack.launcherPid(), port, answers ? "ready" : "down", "", "");
        return answers;
    }

    private boolean service(
            PlatformService service, DataDirectory directory, int port, String token) {
        var process = process(directory, service.module());
        var health = process.isEmpty() ? Optional.<Integer>empty() : healthStatus(port);
        var state =
                process.isEmpty()
                        ? "down"
                        : health.isEmpty()
                                ? "starting"
                                : health.get() == 200 ? "ready" : "not ready";
        System.out.printf(
                ROW,
                service.module(),
                pid(process),
                port,
                state,
                lag(port, "relay", token),
                lag(port, "projections", token));
        return state.equals("ready");
    }

    private static Optional<Integer> healthStatus(int port) {
        return ServicePart.health(port).map(HttpResponse::statusCode);
    }

    private String lag(int port, String what, String token) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/" + what))
                        .timeout(Duration.ofSeconds(5))
                        .header("Authorization", "Bearer " + token)
                        .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            var lag = JSON.readTree(response.body()).path("lag");
            return response.statusCode() == 200 && lag.isNumber() ? lag.asText() : "-";
        } catch (IOException e) {
            return "-";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "-";
        }
    }
}
