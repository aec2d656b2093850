package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.Doors.Service;
import uk.inspection.endtoend.PermissionMatrix.Holder;
import uk.inspection.endtoend.PermissionMatrix.Row;
import uk.inspection.endtoend.PermissionMatrix.Stage;
import uk.inspection.endtoend.PermissionMatrix.Subject;

/**
 * The packaged services do what the matrix says, both ways: every operation and every page, called
 * as everybody, on inspections at the stages that make a difference to it.
 *
 * <p>First come all reads, and the writes of those who may not, while every inspection is at its
 * stage: no refusal lets the service's log grow. Then who may writes, in the order of {@code
 * requests.yaml}; a refusal by a rule (409, 412, 422) says that he may.
 */
class PermissionsTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final String AREA = "Sefton";
    private static final String INSPECTOR = "inspector-of-the-case";
    private static final int CALLS_AT_ONCE = 8;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Set<Integer> BY_A_RULE = Set.of(409, 412, 422);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private static final PermissionMatrix MATRIX = PermissionMatrix.read();
    private static final JsonNode REQUESTS = requests();

    /**
     * Someone at the doors.
     *
     * @param token null for none
     * @param holds whether it is a token that counts
     */
    private record Caller(String name, Holder holder, @Nullable String token, boolean holds) {}

    /**
     * A call.
     *
     * @param on null where it is about no inspection
     */
    private record Call(Row row, Caller caller, @Nullable Subject on) {
        boolean may() {
            return on == null ? row.answers(caller.holder()) : row.may(caller.holder(), on);
        }

        boolean holds() {
            return caller.holds();
        }

        @Override
        public String toString() {
            return "%s as %s%s"
                    .formatted(row, caller.name(), on == null ? "" : " on " + on.stage().word());
        }
    }

    private record Answer(int status, String text) {}

    @TempDir static Path directory;
    private static Platform platform;
    private static Doors operator;
    private static final List<Caller> CALLERS = new ArrayList<>();
    private static final Map<Stage, Subject> SUBJECTS = new EnumMap<>(Stage.class);
    private static final Map<String, String> PREPARED = new HashMap<>();
    private static final Map<Holder, Map<String, String>> FORGERIES = new HashMap<>();
    private static final Caller NOBODY = new Caller("nobody", new Holder(null, "", ""), null, true);
    private static Badges badges;

    private final List<String> faults = new ArrayList<>();
    private final Set<Row> succeeded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        platform = new Platform(directory.resolve("data"), "up");
        platform.awaitReady();
        badges = new Badges(platform.address(8), platform.signingKey());
        callers();
        operator = doors("operator");
        var stages =
                new Stages(
                        AREA,
                        INSPECTOR,
                        doors("lead-inspector"),
                        doors("chief-inspector"),
                        doors("inspector"),
                        doors("yot"));
        for (Stage stage : Stage.values()) {
            SUBJECTS.put(stage, stages.at(stage));
        }
        prepare(stages.published());
        new LostStores(platform, operator).settled();
    }

    private static void callers() {
        CALLERS.add(NOBODY);
        holder("a visitor", new Holder(null, "visitor", ""));
        holder("inspector", new Holder("inspector", INSPECTOR, ""));
        holder("another inspector", new Holder("inspector", "inspector-2", ""));
        holder("lead-inspector", new Holder("lead-inspector", Stages.LEAD, ""));
        holder("another lead", new Holder("lead-inspector", "lead-2", ""));
        holder("chief-inspector", new Holder("chief-inspector", "chief", ""));
        holder("yot", new Holder("yot", "yot-1", AREA));
        holder("yot of another area", new Holder("yot", "yot-2", "Merton"));
        holder("yot of no area", new Holder("yot", "yot-3", ""));
        holder("yjb", new Holder("yjb", "yjb", ""));
        holder("analyst", new Holder("analyst", "analyst", ""));
        holder("operator", new Holder("operator", "operator", ""));
    }

    private static void holder(String name, Holder holder) {
        CALLERS.add(new Caller(name, holder, badges.of(holder), true));
    }

    private static Doors doors(String name) {
        return Doors.with(platform, requireNonNull(caller(name).token()));
    }

    private static Caller caller(String name) {
        return CALLERS.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static void prepare(String earlier) {
        LocalDate today = LocalDate.now(LONDON);
        PREPARED.put("{today}", today.toString());
        PREPARED.put("{soon}", today.plusDays(4).toString());
        PREPARED.put("{later}", today.plusDays(60).toString());
        PREPARED.put("{earlier}", earlier);
        PREPARED.put("{published}", requireNonNull(SUBJECTS.get(Stage.PUBLISHED)).id());
        PREPARED.put("\"{answers}\"", text(Stages.answers()));
        var framework =
                (ObjectNode) operator.get(Service.CASES, "/v1/frameworks/cci-2009").with(200);
        PREPARED.put("\"{framework}\"", text(framework.put("id", "matrix-2026")));
        PREPARED.put("{result}", imported());
    }

    private static String imported() {
        var result =
                Map.of(
                        "area", "Rutland",
                        "framework", "cci-2009",
                        "kind", "core",
                        "published", "2009-05-05",
                        "source", "A report");
        return doors("chief-inspector")
                .post(
                        Service.REPORTING,
                        "/v1/published-results",
                        Map.of("results", List.of(result)))
                .with(200)
                .at("/results/0/id")
                .asText();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        platform.close();
    }

    @Test
    void every_door_opens_to_who_may_and_to_nobody_else() throws Exception {
        long begun = System.nanoTime();
        List<Row> rows = MATRIX.rows();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLS_AT_ONCE)) {
            for (Row row : rows) {
                Map<Boolean, List<Call>> whoMay =
                        callsOf(row).collect(partitioningBy(call -> call.may() && call.holds()));
                long before = position(row);
                make(threads, requireNonNull(whoMay.get(false)));
                if (position(row) != before) {
                    faults.add("Who may not has written by " + row);
                }
                if (reads(row)) {
                    make(threads, requireNonNull(whoMay.get(true)));
                }
            }
            for (Row row : writesInOrder(rows)) {
                make(threads, callsOf(row).filter(call -> call.may() && call.holds()).toList());
            }
        }
        rows.stream()
                .filter(row -> !succeeded.contains(row) && !request(row).has("never"))
                .forEach(row -> faults.add("Nobody has succeeded with " + row));
        System.out.printf(
                "%d doors, %d calls, %d s%n",
                rows.size(), calls.get(), Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        assertThat(faults).isEmpty();
    }

    // ---- which calls

    private static boolean reads(Row row) {
        return row.method().equals("GET");
    }

    private static List<Row> writesInOrder(List<Row> rows) {
        List<String> order = REQUESTS.propertyStream().map(Map.Entry::getKey).toList();
        return rows.stream()
                .filter(row -> !reads(row))
                .sorted(Comparator.comparing(row -> order.indexOf(row.id())))
                .toList();
    }

    /** Everybody on every inspection, and forgers where it would get them further than nobody. */
    private static Stream<Call> callsOf(Row row) {
        List<Call> calls =
                CALLERS.stream()
                        .flatMap(caller -> subjectsOf(row).map(on -> new Call(row, caller, on)))
                        .toList();
        Call worthIt =
                calls.stream()
                        .filter(Call::may)
                        .min(Comparator.comparing(call -> new Call(row, NOBODY, call.on()).may()))
                        .orElseThrow();
        return Stream.concat(calls.stream(), forged(worthIt));
    }

    /** The call with tokens that do not hold: to the services the caller is nobody. */
    private static Stream<Call> forged(Call call) {
        return FORGERIES
                .computeIfAbsent(call.caller().holder(), badges::forgeriesOf)
                .entrySet()
                .stream()
                .map(one -> new Caller(one.getKey(), NOBODY.holder(), one.getValue(), false))
                .map(forger -> new Call(call.row(), forger, call.on()));
    }

    private static Stream<@Nullable Subject> subjectsOf(Row row) {
        List<Stage> stages = stagesOf(row).toList();
        return stages.isEmpty() ? Stream.of((Subject) null) : stages.stream().map(SUBJECTS::get);
    }

    /** Reports, and plans, there are of some inspections only. */
    private static Stream<Stage> stagesOf(Row row) {
        if (request(row).has("on")) {
            return request(row).path("on").valueStream().map(on -> Stage.named(on.asText()));
        }
        if (row.path().matches("(/v1)?/reports/\\{id}.*")) {
            return Stream.of(Stage.DRAFT, Stage.CHECK, Stage.PUBLISHED);
        }
        if (row.path().matches("/v1/improvement-plans/\\{inspectionId}.*|/plans/\\{id}")) {
            return Stream.of(Stage.PUBLISHED);
        }
        return row.path().matches("(/v1)?/(inspections|scores)/\\{(id|inspectionId)}.*")
                ? Stream.of(Stage.FIELDWORK, Stage.DRAFT, Stage.PUBLISHED, Stage.SELF_AUDIT)
                : Stream.of();
    }

    // ---- what came of them

    private void make(ExecutorService threads, List<Call> wanted) throws Exception {
        var tasks = wanted.stream().map(call -> (Callable<List<String>>) () -> faultsOf(call));
        for (var task : threads.invokeAll(tasks.toList())) {
            try {
                faults.addAll(task.get());
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }

    private List<String> faultsOf(Call call) {
        calls.incrementAndGet();
        Answer answer = answer(call);
        boolean right = call.may() ? opened(call, answer) : refused(call, answer);
        if (!right) {
            return List.of(
                    "%s: %d where he %s: %s"
                            .formatted(
                                    call,
                                    answer.status(),
                                    call.may() ? "may" : "may not",
                                    answer.text()));
        }
        return call.may() && request(call.row()).has("shows") && answer.status() < 300
                ? wronglyShown(call, answer)
                : List.of();
    }

    private boolean opened(Call call, Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            if (call.caller().holds()) {
                succeeded.add(call.row());
            }
            return true;
        }
        return BY_A_RULE.contains(status)
                || (status == NOT_FOUND && call.row().byRoleAlone())
                || (status == UNAUTHORIZED && !call.caller().holds());
    }

    /** What the public sees in part is not there for who does not see it, or asks for a token. */
    private static boolean refused(Call call, Answer answer) {
        Row row = call.row();
        return switch (answer.status()) {
            case UNAUTHORIZED -> call.caller().token() == null || !call.caller().holds();
            case FORBIDDEN -> call.caller().token() != null && call.caller().holds();
            case NOT_FOUND -> row.isPublic() || row.answers(call.caller().holder());
            default -> false;
        };
    }

    private static List<String> wronglyShown(Call call, Answer answer) {
        var there = new TreeSet<Stage>();
        request(call.row()).path("shows").forEach(stage -> there.add(Stage.named(stage.asText())));
        return SUBJECTS.values().stream()
                .filter(on ->
                        answer.text().contains(on.id())
                                != (there.contains(on.stage())
                                        && call.row().may(call.caller().holder(), on)))
                .map(on ->
                        "%s shows %s, or hides it, against the matrix"
                                .formatted(call, on.stage().word()))
                .toList();
    }

    /** How far the service's log has come. */
    private static long position(Row row) {
        return operator.get(Service.of(row.service()), "/admin/relay")
                .with(200)
                .path("position")
                .asLong();
    }

    // ---- one call

    private static Answer answer(Call call) {
        var request = HttpRequest.newBuilder(address(call)).timeout(Duration.ofSeconds(30));
        if (call.caller().token() != null) {
            request.header("Authorization", "Bearer " + call.caller().token());
        }
        if (!reads(call.row())) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
            request.header("Content-Type", "application/json");
        }
        JsonNode body = request(call.row()).path("body");
        request.method(
                call.row().method(),
                body.isMissingNode()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(filled(text(body), call.on())));
        try {
            return request(call.row()).has("stream")
                    ? beginning(request.build())
                    : whole(call, HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(call.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of many answers in one, that about the inspection. */
    private static Answer whole(Call call, HttpResponse<String> response) throws IOException {
        JsonNode place = request(call.row()).path("status");
        int status = response.statusCode();
        return new Answer(
                status == 200 && !place.isMissingNode()
                        ? JSON.readTree(response.body()).at(place.asText()).asInt()
                        : status,
                response.body());
    }

    private static Answer beginning(HttpRequest request) throws IOException, InterruptedException {
        var response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
            return new Answer(response.statusCode(), "a stream");
        }
    }

    private static URI address(Call call) {
        var path = new LinkedHashMap<String, String>();
        request(call.row())
                .path("path")
                .properties()
                .forEach(one -> path.put("{" + one.getKey() + "}", one.getValue().asText()));
        String address = call.row().path();
        for (var one : path.entrySet()) {
            address = address.replace(one.getKey(), one.getValue());
        }
        String query = request(call.row()).path("query").asText();
        return URI.create(
                platform.address(Service.of(call.row().service()).ordinal())
                        + filled(address + (query.isEmpty() ? "" : "?" + query), call.on()));
    }

    private static String filled(String text, @Nullable Subject on) {
        String filled = text;
        for (var one : PREPARED.entrySet()) {
            filled = filled.replace(one.getKey(), one.getValue());
        }
        return on == null ? filled : on.filled(filled);
    }

    private static JsonNode request(Row row) {
        return REQUESTS.path(row.id());
    }

    /** By operation. */
    static JsonNode requests() {
        try (InputStream file =
                PermissionsTest.class.getResourceAsStream("/permissions/requests.yaml")) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
