package uk.inspection.endtoend.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import uk.inspection.local.testing.TestTokens;

/** Reads what the services tell, when all is well again and everything has arrived. */
final class Witness {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int QUIET_LOOKS = 3;

    private final Arena arena;
    private final Clients clients;
    private final String lead = TestTokens.token("lead-inspector", "lead", null);
    private final String yjb = TestTokens.token("yjb", "yjb", null);
    private final String operator = TestTokens.token("operator", "operator", null);

    Witness(Arena arena, Clients clients) {
        this.arena = arena;
        this.clients = clients;
    }

    /**
     * What is told of an inspection; a missing node or nothing where nothing is.
     *
     * @param events of the inspection, as the case service has them
     * @param scores as they were given out, oldest first
     * @param history of all services, as reporting has it
     */
    record Told(
            JsonNode inspection,
            List<JsonNode> events,
            List<JsonNode> cases,
            JsonNode score,
            List<JsonNode> scores,
            List<JsonNode> history,
            JsonNode report,
            JsonNode plan) {}

    /** Waits until nothing is on its way between the services any more. */
    void awaitQuiet() {
        int[] quiet = {0};
        try {
            await().atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        quiet[0] = quiet() ? quiet[0] + 1 : 0;
                        return quiet[0] >= QUIET_LOOKS;
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("It does not come to rest: " + states(), e);
        }
    }

    private boolean quiet() {
        for (var instance : arena.all()) {
            JsonNode relay = once(instance, "/admin/relay");
            JsonNode projections = once(instance, "/admin/projections");
            if (relay.path("lag").asLong(1) > 0
                    || projections.path("lag").asLong(1) > 0
                    || projections.path("queued").asInt(1) > 0) {
                return false;
            }
        }
        return true;
    }

    private List<String> states() {
        return arena.all().stream()
                .map(instance ->
                        "%s: %s %s"
                                .formatted(
                                        instance,
                                        once(instance, "/admin/relay"),
                                        once(instance, "/admin/projections")))
                .toList();
    }

    private JsonNode once(Arena.Instance instance, String path) {
        return clients.get(instance.number(), instance.service(), path, operator)
                .filter(answer -> answer.statusCode() == 200)
                .map(Witness::parse)
                .orElse(MissingNode.getInstance());
    }

    /** Whether an instance publishes what its service writes. */
    boolean leads(Arena.Instance instance) {
        return once(instance, "/admin/relay").path("leader").asBoolean();
    }

    /** Records that some service could not apply, by service. */
    Map<Arena.Service, Long> parked() {
        var parked = new EnumMap<Arena.Service, Long>(Arena.Service.class);
        for (Arena.Service service : Arena.Service.values()) {
            parked.put(
                    service,
                    get(service, "/admin/projections", operator).path("parked").asLong(-1));
        }
        return parked;
    }

    /** What a service finds wrong with itself, to the last byte. */
    List<String> verified(Arena.Service service) {
        Arena.Instance one = arena.of(service).getFirst();
        clients.post(one, "/admin/verification", operator);
        JsonNode found =
                await().atMost(PATIENCE)
                        .pollInterval(PAUSE)
                        .until(
                                () -> once(one, "/admin/verification"),
                                view -> Set.of("passed", "failed").contains(state(view)));
        var wrong = new ArrayList<String>();
        for (JsonNode check : found.path("checks")) {
            if (!state(check).equals("passed")) {
                wrong.add(check.toString());
            }
        }
        return wrong;
    }

    private static String state(JsonNode view) {
        return view.path("state").asText();
    }

    /** The ids of all inspections that there are. */
    List<String> inspections() {
        return pages(Arena.Service.CASES, "/v1/inspections", lead).stream()
                .map(inspection -> inspection.path("id").asText())
                .toList();
    }

    Told told(String id) {
        return new Told(
                get(Arena.Service.CASES, "/v1/inspections/" + id, lead),
                pages(Arena.Service.CASES, "/v1/inspections/" + id + "/events", lead),
                pages(Arena.Service.CASES, "/v1/inspections/" + id + "/cases", lead),
                get(Arena.Service.SCORING, "/v1/scores/" + id, lead),
                pages(Arena.Service.SCORING, "/v1/scores/" + id + "/history", lead),
                pages(Arena.Service.REPORTING, "/v1/inspections/" + id + "/history", lead),
                get(Arena.Service.REPORTING, "/v1/reports/" + id, lead),
                get(Arena.Service.PLANS, "/v1/improvement-plans/" + id, yjb));
    }

    JsonNode framework() {
        return get(Arena.Service.CASES, "/v1/frameworks/" + Clients.FRAMEWORK, lead);
    }

    private List<JsonNode> pages(Arena.Service service, String path, String token) {
        var items = new ArrayList<JsonNode>();
        String address = path + "?limit=100";
        JsonNode page = get(service, address, token);
        page.path("items").forEach(items::add);
        while (page.path("next").isTextual()) {
            String cursor = URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8);
            page = get(service, address + "&cursor=" + cursor, token);
            page.path("items").forEach(items::add);
        }
        return items;
    }

    /** What is there; a missing node where nothing is. */
    private JsonNode get(Arena.Service service, String path, String token) {
        int[] asked = {path.hashCode()};
        HttpResponse<String> answer =
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(PAUSE)
                        .until(
                                () ->
                                        clients.get(
                                                Math.floorMod(asked[0]++, Arena.INSTANCES),
                                                service,
                                                path,
                                                token),
                                Optional::isPresent)
                        .orElseThrow();
        return switch (answer.statusCode()) {
            case 200 -> parse(answer);
            case 404 -> MissingNode.getInstance();
            default ->
                    throw new AssertionError(
                            "%d to %s: %s".formatted(answer.statusCode(), path, answer.body()));
        };
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
