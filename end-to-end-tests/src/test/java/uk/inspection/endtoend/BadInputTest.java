package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.BadInput.Example;
import uk.inspection.endtoend.Doors.Service;
import uk.inspection.endtoend.PermissionMatrix.Holder;
import uk.inspection.endtoend.PermissionMatrix.Row;
import uk.inspection.endtoend.PermissionMatrix.Stage;
import uk.inspection.endtoend.PermissionMatrix.Subject;
import uk.inspection.endtoend.RawDoor.Answer;
import uk.inspection.endtoend.RawDoor.Request;

/**
 * Bad input, in bulk, at every door of the packaged services, as somebody who may come in: made out
 * of the good examples of {@code requests.yaml} by {@link BadInput}. {@code -Dfuzz.seed} repeats a
 * run; what fails is kept as it was sent.
 *
 * <p>Whether a refused request changed something is known exactly: each carries its own
 * correlation, which is in every event that comes of it, in whichever service's log.
 */
class BadInputTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_122L);
    private static final int OF_EACH = 12;
    private static final int OF_EACH_IN_FULL = 130;
    private static final int AT_ONCE = 8;
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String AREA = "Sefton";
    private static final String INSPECTOR = "inspector-of-the-case";
    private static final long HEAP_MAY_GROW = 40_000_000;
    private static final int THREADS_MAY_GROW = 40;
    private static final int FILES_MAY_GROW = 60;

    /** More requests than any client may send, and no patience with bodies that do not come. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "LIMITS_REQUESTS_BURST", "1000000",
                    "LIMITS_REQUESTS_PER_SECOND", "100000",
                    "LIMITS_BODY_SECONDS", "10");

    /** What no answer tells: where in the code it failed, or what the database was asked. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "\\tat |Exception|StackTrace|\\b(java|javax|jakarta|io\\.quarkus|io\\.vertx|org\\.(hibernate|postgresql|jboss)|com\\.fasterxml|uk\\.inspection)\\.[a-z]"
                            + "|\\b(SELECT|INSERT INTO|UPDATE) |SQLSTATE|PSQL|root:x:0");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode REQUESTS = PermissionsTest.requests();

    @TempDir static Path directory;
    private static Platform platform;
    private static Doors operator;
    private static Badges badges;
    private static final Map<Stage, Subject> SUBJECTS = new EnumMap<>(Stage.class);
    private static final Map<String, String> PREPARED = new HashMap<>();
    private static final List<Holder> HOLDERS =
            List.of(
                    new Holder("lead-inspector", Stages.LEAD, ""),
                    new Holder("inspector", INSPECTOR, ""),
                    new Holder("chief-inspector", "chief", ""),
                    new Holder("yot", "yot-1", AREA),
                    new Holder("operator", "operator", ""),
                    new Holder("yjb", "yjb", ""),
                    new Holder("analyst", "analyst", ""),
                    new Holder(null, "visitor", ""));

    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicInteger> byStatus = new ConcurrentSkipListMap<>();
    private final Map<String, Set<Integer>> reached = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final BadInput input = new BadInput(SEED);

    @BeforeAll
    static void start() throws IOException {
        platform = new Platform(directory.resolve("data"), ENVIRONMENT, "up");
        platform.awaitReady();
        badges = new Badges(platform.address(8), platform.signingKey());
        operator = doors(4);
        var stages = new Stages(AREA, INSPECTOR, doors(0), doors(2), doors(1), doors(3));
        for (Stage stage : Stage.values()) {
            SUBJECTS.put(stage, stages.at(stage));
        }
        prepare();
        new LostStores(platform, operator).settled();
    }

    private static Doors doors(int holder) {
        return Doors.with(platform, badges.of(HOLDERS.get(holder)));
    }

    private static void prepare() {
        LocalDate today = LocalDate.now(LONDON);
        String published = requireNonNull(SUBJECTS.get(Stage.PUBLISHED)).id();
        PREPARED.put("{today}", today.toString());
        PREPARED.put("{soon}", today.plusDays(4).toString());
        PREPARED.put("{later}", today.plusDays(60).toString());
        PREPARED.put("{earlier}", published);
        PREPARED.put("{published}", published);
        PREPARED.put("{result}", "none");
        PREPARED.put("\"{answers}\"", text(Stages.answers()));
        var framework =
                (ObjectNode) operator.get(Service.CASES, "/v1/frameworks/cci-2009").with(200);
        PREPARED.put("\"{framework}\"", text(framework.put("id", "fuzzed-2026")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        platform.close();
    }

    @Test
    void bad_input_is_refused_and_changes_nothing() throws Exception {
        everyDoor(OF_EACH);
    }

    @Test
    @OnlyInFull
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void bad_input_in_bulk_is_refused_and_changes_nothing() throws Exception {
        everyDoor(OF_EACH_IN_FULL);
        platform.replayAll(true);
    }

    private void everyDoor(int ofEach) throws Exception {
        System.out.printf("Bad input from the seed %d%n", SEED);
        long begun = System.nanoTime();
        Map<Path, Long> said = lengths();
        List<Row> rows = rows();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Row row : rows) {
                batch(threads, row, 0, ofEach / 4);
            }
            Map<String, Size> before = sizes();
            for (Row row : rows) {
                batch(threads, row, ofEach / 4, ofEach);
            }
            settled();
            grown(before, sizes());
        }
        neverReached(rows);
        writtenThoughRefused();
        faults.addAll(complaints(said));
        System.out.printf(
                "%d requests at %d doors in %d s: %s%n",
                byStatus.values().stream().mapToInt(AtomicInteger::get).sum(),
                rows.size(),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                byStatus);
        assertThat(faults).as("seed %d", SEED).isEmpty();
        var verified = platform.verify();
        assertThat(verified.status()).as(verified.text()).isZero();
    }

    /** Reads first, then writes in the order of the examples, which is that of an inspection. */
    private static List<Row> rows() {
        List<String> order = REQUESTS.propertyStream().map(Map.Entry::getKey).toList();
        List<Row> rows = PermissionMatrix.read().rows();
        return Stream.concat(
                        rows.stream().filter(BadInputTest::reads),
                        rows.stream()
                                .filter(row -> !reads(row))
                                .sorted(Comparator.comparing(row -> order.indexOf(row.id()))))
                .toList();
    }

    // ---- one door

    private void batch(ExecutorService threads, Row row, int from, int to) throws Exception {
        long before = reads(row) ? position(row) : -1;
        int writtenBefore = accepted.size();
        List<Callable<@Nullable Void>> calls =
                IntStream.range(from, to)
                        .mapToObj(n ->
                                (Callable<@Nullable Void>)
                                        () -> {
                                            one(row, n);
                                            return null;
                                        })
                        .toList();
        for (var call : threads.invokeAll(calls)) {
            call.get();
        }
        if (before >= 0 && accepted.size() == writtenBefore && position(row) != before) {
            faults.add("The log of %s grew while %s was asked".formatted(row.service(), row));
        }
    }

    private void one(Row row, int n) throws IOException {
        Example example = example(row);
        String key = "fuzz-%s-%s-%d".formatted(row.service(), row.id(), n);
        Request request =
                n == 0 && reads(row) ? BadInput.good(example, key) : input.bad(example, n, key);
        long begun = System.nanoTime();
        Answer answer;
        try {
            answer = RawDoor.send(door(row), request);
        } catch (IOException e) {
            faults.add(fault(row, n, request, String.valueOf(e.getMessage())));
            return;
        }
        byStatus.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        reached.computeIfAbsent(row.toString(), one -> ConcurrentHashMap.newKeySet())
                .add(answer.status());
        if (answer.status() < 400 && answer.status() > 0) {
            accepted.add(key);
        }
        for (String wrong : wrong(row, request, answer)) {
            faults.add(
                    fault(
                            row,
                            n,
                            request,
                            "%s after %d ms: %d %s"
                                    .formatted(
                                            wrong,
                                            Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                                            answer.status(),
                                            answer.body()
                                                    .substring(
                                                            0,
                                                            Math.min(
                                                                    answer.body().length(),
                                                                    600)))));
        }
    }

    private static List<String> wrong(Row row, Request request, Answer answer) {
        var wrong = new ArrayList<String>();
        int status = answer.status();
        if (status == 0) {
            if (request.wellFormed()) {
                wrong.add("No answer");
            }
            return wrong;
        }
        if (status >= 500 && !(status == 503 && answer.header("retry-after").isPresent())) {
            wrong.add("A fault of the server");
        }
        if (answer.headers().stream().anyMatch(line -> line.startsWith(BadInput.SMUGGLED))) {
            wrong.add("A header of the request's making");
        }
        if (status < 400) {
            if (answer.isA("text/html") && answer.body().contains(BadInput.MARKUP)) {
                wrong.add("Markup as it was sent");
            }
            return wrong;
        }
        if (INSIDE.matcher(answer.body()).find()) {
            wrong.add("An answer that tells of the inside");
        }
        if (answer.body().contains("eyJ")) {
            wrong.add("An answer with a token");
        }
        if (answer.isA("text/html")) {
            boolean asked =
                    request.headers().stream()
                            .anyMatch(line -> line.startsWith("Accept: text/html"));
            if (!asked && (row.path().startsWith("/v1") || row.path().startsWith("/admin"))) {
                wrong.add("A page where a problem belongs");
            }
            if (answer.body().contains(BadInput.MARKUP)) {
                wrong.add("Markup as it was sent");
            }
        } else if (answer.isA("application/problem+json")) {
            if (!request.method().equals("HEAD") && !problem(answer)) {
                wrong.add("A problem that does not read");
            }
        } else if (!row.path().startsWith("/q/")
                && !(answer.body().isEmpty()
                        && (!request.wellFormed() || request.method().equals("HEAD")))) {
            wrong.add("No problem but " + answer.header("content-type").orElse("nothing"));
        }
        return wrong;
    }

    private static boolean problem(Answer answer) {
        try {
            JsonNode problem = JSON.readTree(answer.body().getBytes(ISO_8859_1));
            return problem.path("status").asInt() == answer.status()
                    && problem.path("title").isTextual();
        } catch (IOException e) {
            return answer.body().startsWith("{") && answer.header("transfer-encoding").isPresent();
        }
    }

    /** Kept as it was sent, and how to send it again. */
    private static String fault(Row row, int n, Request request, String what) throws IOException {
        Path kept = Files.createDirectories(Path.of("target/bad-input"));
        Path body = kept.resolve("%s-%s-%d.body".formatted(row.service(), row.id(), n));
        Files.write(body, request.body());
        var curl = new StringBuilder("curl -i --path-as-is -g -X '%s'".formatted(request.method()));
        for (String header : request.headers()) {
            if (header.startsWith("Authorization: Bearer eyJ")) {
                curl.append(" -H \"Authorization: Bearer $TOKEN\"");
            } else if (!header.startsWith("Content-Length:") && !header.startsWith("Connection:")) {
                curl.append(" -H '").append(shortened(header).replace("'", "'\\''")).append('\'');
            }
        }
        if (request.body().length > 0) {
            curl.append(" --data-binary @end-to-end-tests/").append(body);
        }
        curl.append(" '")
                .append(door(row))
                .append(shortened(request.target()).replace("'", "%27"))
                .append('\'');
        return "%s, %d of it, with %s: %s%n    %s"
                .formatted(row, n, shortened(request.what()), what, curl);
    }

    private static String shortened(String text) {
        return text.length() < 400 ? text : text.substring(0, 400) + "...";
    }

    // ---- what came of all

    /** Past the door of who may: to an answer, or to a rule. */
    private void neverReached(List<Row> rows) {
        Set<Integer> inside = Set.of(200, 201, 202, 204, 303, 304, 400, 409, 412, 422);
        rows.stream()
                .filter(row -> !REQUESTS.path(row.id()).has("never"))
                .filter(row ->
                        reached.getOrDefault(row.toString(), Set.of()).stream()
                                .noneMatch(inside::contains))
                .forEach(row ->
                        faults.add(
                                "Never reached: %s, only %s"
                                        .formatted(row, reached.get(row.toString()))));
    }

    /** No event in any log comes of a request that was refused. */
    private void writtenThoughRefused() throws SQLException {
        for (String service : PermissionMatrix.SERVICES) {
            String database = service.replace('-', '_');
            try (var connection =
                            DriverManager.getConnection(
                                    platform.jdbcUrl(database),
                                    "postgres",
                                    platform.password("postgres"));
                    var statement = connection.createStatement();
                    var events =
                            statement.executeQuery(
                                    "select distinct correlation from log.event where correlation like 'fuzz-%'")) {
                while (events.next()) {
                    if (!accepted.contains(events.getString(1))) {
                        faults.add(
                                "In the log of %s though refused: %s"
                                        .formatted(service, events.getString(1)));
                    }
                }
            }
        }
    }

    private static void settled() {
        new LostStores(platform, operator).settled();
    }

    /** What a service holds after it has collected. */
    private record Size(long heap, long threads, long files) {}

    private static Map<String, Size> sizes() throws IOException, InterruptedException {
        settled();
        var sizes = new TreeMap<String, Size>();
        for (String service : PermissionMatrix.SERVICES) {
            long pid = platform.pid(service).orElseThrow().pid();
            jcmd(pid, "GC.run");
            long heap = heap(jcmd(pid, "GC.heap_info"));
            long threads =
                    Long.parseLong(
                            field(
                                    Files.readString(Path.of("/proc/%d/status".formatted(pid))),
                                    "Threads:"));
            try (Stream<Path> files = Files.list(Path.of("/proc/%d/fd".formatted(pid)))) {
                sizes.put(service, new Size(heap, threads, files.count()));
            }
        }
        return sizes;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    /** Of both generations. */
    private static long heap(String info) {
        return Pattern.compile("total \\d+K, used (\\d+)K")
                .matcher(info)
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length())
                .strip();
    }

    private void grown(Map<String, Size> before, Map<String, Size> after) {
        System.out.printf("Before %s%nAfter  %s%n", before, after);
        after.forEach((service, size) -> {
            Size then = requireNonNull(before.get(service));
            if (size.heap() > then.heap() + HEAP_MAY_GROW
                    || size.threads() > then.threads() + THREADS_MAY_GROW
                    || size.files() > then.files() + FILES_MAY_GROW) {
                faults.add("%s grew from %s to %s".formatted(service, then, size));
            }
        });
    }

    private static Map<Path, Long> lengths() throws IOException {
        var lengths = new LinkedHashMap<Path, Long>();
        for (Path log : platform.logs()) {
            lengths.put(log, Files.size(log));
        }
        return lengths;
    }

    /** What the services have logged as an error since, or a trace of it, or as we dictated it. */
    private static List<String> complaints(Map<Path, Long> since) throws IOException {
        var complaints = new TreeSet<String>();
        for (Path log : platform.logs()) {
            String text = Files.readString(log, ISO_8859_1);
            text.substring((int) Math.min(text.length(), since.getOrDefault(log, 0L)))
                    .lines()
                    .filter(line ->
                            line.contains(" ERROR ")
                                    || line.startsWith("ERROR [forged]")
                                    || line.startsWith("\tat uk."))
                    .map(line -> log.getFileName() + ": " + shortened(line))
                    .forEach(complaints::add);
        }
        return List.copyOf(complaints).subList(0, Math.min(40, complaints.size()));
    }

    // ---- examples

    private static boolean reads(Row row) {
        return row.method().equals("GET");
    }

    private static long position(Row row) {
        return operator.get(Service.of(row.service()), "/admin/relay")
                .with(200)
                .path("position")
                .asLong();
    }

    private static Example example(Row row) {
        JsonNode given = REQUESTS.path(row.id());
        Subject on = on(row);
        var parameters = new LinkedHashMap<String, String>();
        if (on != null) {
            for (String name : List.of("id", "inspectionId")) {
                if (row.path().contains("{" + name + "}")) {
                    parameters.put(name, on.id());
                }
            }
        }
        given.path("path")
                .properties()
                .forEach(one -> parameters.put(one.getKey(), filled(one.getValue().asText(), on)));
        JsonNode body = given.path("body");
        return new Example(
                row.service() + " " + row.id(),
                row.method(),
                row.path(),
                parameters,
                filled(given.path("query").asText(), on),
                parametersOf(row),
                body.isMissingNode() ? null : tree(filled(text(body), on)),
                token(row, on));
    }

    private static @Nullable Subject on(Row row) {
        JsonNode on = REQUESTS.path(row.id()).path("on");
        List<Stage> stages =
                !on.isMissingNode()
                        ? on.valueStream().map(one -> Stage.named(one.asText())).toList()
                        : row.path().contains("/fieldwork/reopen")
                                ? List.of(Stage.DRAFT)
                                : row.id().equals("draftReport")
                                                || row.id().equals("makeRecommendation")
                                                || row.id().equals("amendReport")
                                                || row.id().equals("openFactualAccuracyCheck")
                                        ? List.of(Stage.DRAFT)
                                        : row.id()
                                                        .matches(
                                                                "answerFactualAccuracyCheck|decideChallenge|publishReport|withdrawPublication")
                                                ? List.of(Stage.CHECK)
                                                : row.path()
                                                                .matches(
                                                                        "(/v1)?/(reports|improvement-plans|plans)/\\{.*")
                                                        ? List.of(Stage.PUBLISHED)
                                                        : row.path()
                                                                        .matches(
                                                                                "(/v1)?/(inspections|scores)/\\{(id|inspectionId)}.*")
                                                                ? List.of(
                                                                        Stage.FIELDWORK,
                                                                        Stage.PUBLISHED,
                                                                        Stage.SELF_AUDIT)
                                                                : List.of();
        return stages.stream()
                .map(SUBJECTS::get)
                .map(subject -> requireNonNull(subject))
                .filter(subject -> HOLDERS.stream().anyMatch(holder -> row.may(holder, subject)))
                .findFirst()
                .orElse(null);
    }

    private static String token(Row row, @Nullable Subject on) {
        return HOLDERS.stream()
                .filter(holder -> on == null ? row.answers(holder) : row.may(holder, on))
                .findFirst()
                .map(badges::of)
                .orElse("");
    }

    /** Those of its query that the document names; of a page, those that our pages have. */
    private static List<String> parametersOf(Row row) {
        if (!row.path().startsWith("/v1") && !row.path().startsWith("/admin")) {
            return List.of(
                    "lang",
                    "cursor",
                    "after",
                    "area",
                    "status",
                    "of",
                    "with",
                    "edition",
                    "framework",
                    "number",
                    "q");
        }
        return ApiDocument.of(row.service()).operations().stream()
                .filter(operation -> operation.id().equals(row.id()))
                .flatMap(operation -> operation.node().path("parameters").valueStream())
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    private static String filled(String text, @Nullable Subject on) {
        String filled = text;
        for (var one : PREPARED.entrySet()) {
            filled = filled.replace(one.getKey(), one.getValue());
        }
        return on == null ? filled : on.filled(filled);
    }

    private static URI door(Row row) {
        return URI.create(platform.address(Service.of(row.service()).ordinal()));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
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
