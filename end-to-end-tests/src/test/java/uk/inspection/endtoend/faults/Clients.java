package uk.inspection.endtoend.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import uk.inspection.endtoend.faults.Ledger.Deed;
import uk.inspection.endtoend.faults.Ledger.End;
import uk.inspection.endtoend.faults.Ledger.Entry;
import uk.inspection.endtoend.faults.Ledger.Item;
import uk.inspection.endtoend.faults.Ledger.Result;
import uk.inspection.local.testing.TestTokens;

/**
 * Those who use the platform while it is hurt: each inspection has a lead, several inspectors who
 * judge, judge again, judge many at once, moderate and withdraw at the same time, and in the end a
 * report and a plan. A request without an answer is sent again with its key to the other instance
 * until it is answered; now and then its client has no patience, and never knows.
 */
final class Clients implements AutoCloseable {
    static final String FRAMEWORK = "cci-2009";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int INSPECTORS = 3;
    private static final int CASES = 8;
    private static final int STEPS = 12;
    private static final int WITHDRAWN_MAX = 2;
    private static final double IMPATIENT = 0.05;
    private static final Set<Integer> LATER = Set.of(429, 503);
    private static final List<String> ANSWERS =
            List.of("sufficient", "insufficient", "not-applicable");

    private final Arena arena;
    private final Ledger ledger;
    private final long seed;
    private final String run;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> under = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<Question> questions;
    private final String lead = TestTokens.token("lead-inspector", "lead", null);
    private final String chief = TestTokens.token("chief-inspector", "chief", null);
    private volatile boolean enough;
    private volatile boolean abandoned;

    private record Question(String id, String phase) {}

    /**
     * Nobody does anything yet.
     *
     * @param run is part of every key: the same in no other run on the same arena
     */
    Clients(Arena arena, Ledger ledger, long seed, String run) {
        this.arena = arena;
        this.ledger = ledger;
        this.seed = seed;
        this.run = run;
        this.questions = new ArrayList<>();
        JsonNode framework = patiently(Arena.Service.CASES, "/v1/frameworks/" + FRAMEWORK, lead);
        framework
                .path("questions")
                .forEach(q ->
                        questions.add(
                                new Question(q.path("id").asText(), q.path("phase").asText())));
    }

    /** So many inspections at once, each followed by another one until there are enough. */
    void begin(int atOnce) {
        for (int i = 0; i < atOnce; i++) {
            under.add(
                    threads.submit(() -> {
                        while (!enough) {
                            conduct(begun.incrementAndGet());
                        }
                        return null;
                    }));
        }
    }

    /** No more inspections begin; returns when those under way have come to their end. */
    void finish() throws InterruptedException {
        enough = true;
        for (Future<?> one : List.copyOf(under)) {
            try {
                one.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                surprises.add("A client ended with " + e.getCause());
            } catch (java.util.concurrent.TimeoutException e) {
                one.cancel(true);
                surprises.add("A client got no further.");
            }
        }
    }

    /** Attempts that were sent, repeats included. */
    long requests() {
        return requests.get();
    }

    int inspections() {
        return begun.get();
    }

    int published() {
        return published.get();
    }

    /** Answers that no fault excuses: neither an answer to the request nor "come again later". */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    // ---- an inspection

    private void conduct(int number) throws InterruptedException {
        var random = new Random(seed * 1_000_003 + number);
        String area = "Area " + run + " " + number;
        Entry announced =
                send(
                        new Request(
                                "",
                                Deed.ANNOUNCE,
                                "/v1/inspections",
                                lead,
                                Map.of(
                                        "area",
                                        area,
                                        "body",
                                        area + " Youth Offending Team",
                                        "kind",
                                        "core",
                                        "framework",
                                        FRAMEWORK,
                                        "fieldworkStart",
                                        arena.today().toString(),
                                        "fieldworkEnd",
                                        arena.today().plusDays(4).toString()),
                                List.of(),
                                0),
                        number + "-announce",
                        random.nextInt(),
                        false);
        if (!announced.acknowledged()) {
            return;
        }
        String id = announced.body().path("id").asText();
        new Inspection(id, number, area, random).conduct();
    }

    private final class Inspection {
        private final String id;
        private final int number;
        private final Random random;
        private final String path;
        private final String yot;
        private final Map<String, Integer> revisions = new ConcurrentHashMap<>();
        private final Set<String> withdrawing = ConcurrentHashMap.newKeySet();
        private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
        private final AtomicInteger keys = new AtomicInteger();

        Inspection(String id, int number, String area, Random random) {
            this.id = id;
            this.number = number;
            this.random = random;
            this.path = "/v1/inspections/" + id;
            this.yot = TestTokens.token("yot", "yot-" + number, area);
        }

        void conduct() throws InterruptedException {
            if (!sample()) {
                return;
            }
            var working = new ArrayList<Future<?>>();
            for (int i = 0; i < INSPECTORS; i++) {
                var own = new Random(random.nextLong());
                String token = TestTokens.token("inspector", "inspector-" + i, null);
                working.add(
                        threads.submit(() -> {
                            for (int step = 0; step < STEPS && !abandoned; step++) {
                                step(own, token);
                            }
                            return null;
                        }));
            }
            for (Future<?> one : working) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    surprises.add("An inspector ended with " + e.getCause());
                }
            }
            closeFieldwork();
            if (!abandoned) {
                report();
            }
        }

        private boolean sample() {
            var cases = new ArrayList<Map<String, Object>>();
            var items = new ArrayList<Item>();
            for (int n = 0; n < CASES; n++) {
                items.add(new Item("C" + n, Map.of()));
                cases.add(
                        Map.of(
                                "caseId",
                                "C" + n,
                                "sentence",
                                sentence("C" + n),
                                "ageBand",
                                "16-17",
                                "gender",
                                "male",
                                "lookedAfter",
                                false));
            }
            return post(Deed.SAMPLE, path + "/cases", lead, Map.of("cases", cases), items, 0)
                    .acknowledged();
        }

        private static String sentence(String caseId) {
            return Integer.parseInt(caseId.substring(1)) % 3 == 0 ? "custody" : "community";
        }

        private void step(Random own, String token) {
            String caseId = "C" + own.nextInt(CASES);
            int what = own.nextInt(100);
            if (what < 60) {
                judge(own, token, caseId);
            } else if (what < 80) {
                judgeMany(own, token);
            } else if (what < 93) {
                moderate(own, caseId);
            } else if (withdrawing.size() < WITHDRAWN_MAX && withdrawing.add(caseId)) {
                Entry entry =
                        post(
                                Deed.WITHDRAW,
                                path + "/cases/" + caseId + "/withdrawal",
                                lead,
                                Map.of("reason", "duplicate"),
                                List.of(new Item(caseId, Map.of())),
                                0);
                if (entry.acknowledged()) {
                    withdrawn.add(caseId);
                }
            }
        }

        private void judge(Random own, String token, String caseId) {
            var answers = answers(own, caseId);
            int expected = own.nextInt(3) == 0 ? revisions.getOrDefault(caseId, 0) : 0;
            Entry entry =
                    post(
                            Deed.JUDGE,
                            path + "/cases/" + caseId + "/judgements",
                            token,
                            Map.of("answers", answers),
                            List.of(new Item(caseId, answers)),
                            expected);
            noteRevisions(entry);
            if (entry.acknowledged() && own.nextInt(4) == 0) {
                readBack(own, token, caseId, entry.results().getFirst());
            }
        }

        /** Who was told of a revision finds it, and its score, wherever he asks. */
        private void readBack(Random own, String token, String caseId, Result told) {
            atLeast(
                    get(own.nextInt(2), Arena.Service.CASES, path + "/cases/" + caseId, token),
                    "revision",
                    told.revision());
            atLeast(
                    get(
                            own.nextInt(2),
                            Arena.Service.SCORING,
                            "/v1/scores/%s?minVersion=case-events/%d".formatted(id, told.version()),
                            lead),
                    "caseVersion",
                    told.version());
        }

        private void atLeast(Optional<HttpResponse<String>> answer, String what, long told) {
            answer.filter(given -> given.statusCode() == 200)
                    .map(given -> parse(given.body()).path(what).asLong())
                    .filter(read -> read < told)
                    .ifPresent(read ->
                            surprises.add(
                                    "%s %d of %s was acknowledged, and %d was read."
                                            .formatted(what, told, id, read)));
        }

        private void judgeMany(Random own, String token) {
            var items = new ArrayList<Item>();
            var judgements = new ArrayList<Map<String, Object>>();
            int first = own.nextInt(CASES);
            for (int i = 0; i < 3; i++) {
                String caseId = "C" + (first + i) % CASES;
                var answers = answers(own, caseId);
                items.add(new Item(caseId, answers));
                judgements.add(Map.of("caseId", caseId, "answers", answers));
            }
            noteRevisions(
                    post(
                            Deed.JUDGE_MANY,
                            path + "/judgements",
                            token,
                            Map.of("judgements", judgements),
                            items,
                            0));
        }

        private void moderate(Random own, String caseId) {
            var answers = answers(own, caseId);
            noteRevisions(
                    post(
                            Deed.MODERATE,
                            path + "/cases/" + caseId + "/moderations",
                            lead,
                            Map.of("answers", answers, "reason", "consistency"),
                            List.of(new Item(caseId, answers)),
                            0));
        }

        private void noteRevisions(Entry entry) {
            for (int i = 0; i < entry.items().size(); i++) {
                Result result = entry.results().get(i);
                if (result.end() == End.ACKNOWLEDGED) {
                    revisions.merge(entry.items().get(i).caseId(), result.revision(), Math::max);
                }
            }
        }

        /** Whoever is left unjudged is judged, however often it takes. */
        private void closeFieldwork() {
            await().atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        for (int n = 0; n < CASES && !abandoned; n++) {
                            String caseId = "C" + n;
                            if (!revisions.containsKey(caseId) && !withdrawn.contains(caseId)) {
                                judge(new Random(random.nextLong()), lead, caseId);
                            }
                        }
                        return abandoned
                                || post(
                                                Deed.CLOSE,
                                                path + "/fieldwork/close",
                                                lead,
                                                Map.of(),
                                                List.of(),
                                                0)
                                        .acknowledged();
                    });
        }

        private void report() {
            String report = "/v1/reports/" + id;
            whenReady(Deed.DRAFT, report, lead, Map.of("foreword", "What we found."));
            for (int n = 1; n <= 2; n++) {
                whenReady(
                        Deed.RECOMMEND,
                        report + "/recommendations",
                        lead,
                        Map.of(
                                "number",
                                n,
                                "text",
                                "Recommendation " + n,
                                "responsible",
                                "YOT Manager"));
            }
            whenReady(
                    Deed.CHECK,
                    report + "/factual-accuracy",
                    lead,
                    Map.of("dueOn", arena.today().plusDays(200).toString()));
            whenReady(
                    Deed.ANSWER_CHECK,
                    report + "/factual-accuracy/answer",
                    yot,
                    Map.of("challenges", List.of()));
            Entry publication =
                    whenReady(
                            Deed.PUBLISH,
                            report + "/publication",
                            chief,
                            Map.of(
                                    "reinspection",
                                    Map.of("reinspect", random.nextBoolean(), "reason", "So.")));
            if (!publication.acknowledged()) {
                return;
            }
            published.incrementAndGet();
            String plan = "/v1/improvement-plans/" + id;
            Entry submitted =
                    whenReady(
                            Deed.SUBMIT_PLAN,
                            plan + "/submissions",
                            yot,
                            Map.of("actions", List.of(action())));
            if (submitted.acknowledged()) {
                whenReady(
                        Deed.SIGN_OFF,
                        plan + "/sign-off",
                        yot,
                        Map.of("by", "The chair", "on", arena.today().toString()));
            }
        }

        private Map<String, Object> action() {
            return Map.of(
                    "id", "A1",
                    "recommendations", List.of(1, 2),
                    "text", "Do it",
                    "owner", "YOT Manager",
                    "targetDate", arena.today().plusDays(100).toString(),
                    "measure", "Share",
                    "baseline", "0%",
                    "target", "100%");
        }

        private Map<String, String> answers(Random own, String caseId) {
            var answers = new TreeMap<String, String>();
            for (Question question : questions) {
                boolean applies =
                        question.phase().equals("all") || question.phase().equals(sentence(caseId));
                answers.put(
                        question.id(),
                        applies ? ANSWERS.get(own.nextInt(ANSWERS.size())) : "not-applicable");
            }
            return answers;
        }

        private Entry post(
                Deed deed,
                String to,
                String token,
                Map<String, ?> body,
                List<Item> items,
                int expected) {
            return send(
                    new Request(id, deed, to, token, body, items, expected),
                    number + "-" + keys.incrementAndGet(),
                    keys.get(),
                    false);
        }

        /**
         * For what follows from another service's event: refused while that is on its way, it is
         * asked again with its key.
         */
        private Entry whenReady(Deed deed, String to, String token, Map<String, ?> body) {
            return send(
                    new Request(id, deed, to, token, body, List.of(), 0),
                    number + "-" + keys.incrementAndGet(),
                    keys.get(),
                    true);
        }
    }

    // ---- a request

    private record Request(
            String inspection,
            Deed deed,
            String path,
            String token,
            Map<String, ?> body,
            List<Item> items,
            int expected) {}

    private Entry send(Request request, String number, int first, boolean insist) {
        String key = run + "-" + number;
        boolean impatient =
                !insist
                        && request.deed() != Deed.ANNOUNCE
                        && request.deed() != Deed.SAMPLE
                        && new Random(key.hashCode() ^ seed).nextDouble() < IMPATIENT;
        long sent = System.nanoTime();
        int attempts = 0;
        Entry entry = null;
        while (entry == null) {
            int instance = Math.floorMod(first + attempts, Arena.INSTANCES);
            attempts++;
            var answer = once(request, key, instance);
            boolean last = impatient || System.nanoTime() - sent > PATIENCE.toNanos() || abandoned;
            if (answer.isPresent()) {
                entry = entry(request, key, sent, attempts, answer.get());
                boolean open =
                        insist && entry.refused()
                                || entry.results().stream()
                                        .anyMatch(result -> result.end() == End.UNANSWERED);
                entry = open && !last ? null : entry;
            } else if (last) {
                entry = entry(request, key, sent, attempts, null);
            }
            if (entry == null) {
                pause();
            }
        }
        ledger.add(entry);
        if (insist && !entry.acknowledged() && !abandoned) {
            surprises.add("%s of %s: %s".formatted(entry.deed(), key, entry.body()));
        }
        return entry;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE); // between two attempts of a client; nothing is awaited
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer to the request, whatever it says; empty where there was none. */
    private Optional<HttpResponse<String>> once(Request request, String key, int instance) {
        requests.incrementAndGet();
        var builder =
                HttpRequest.newBuilder(
                                URI.create(
                                        arena.of(request.deed().service).get(instance).address()
                                                + request.path()))
                        .timeout(REQUEST_LIMIT)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + request.token())
                        .header("Idempotency-Key", key)
                        .header("X-Request-Id", key)
                        .POST(HttpRequest.BodyPublishers.ofString(text(request.body())));
        if (request.expected() > 0) {
            builder.header("If-Match", "\"" + request.expected() + "\"");
        }
        return answered(builder.build());
    }

    private Optional<HttpResponse<String>> answered(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (LATER.contains(response.statusCode())) {
                return Optional.empty();
            }
            if (response.statusCode() >= 500) {
                surprises.add(
                        "%d to %s: %s"
                                .formatted(response.statusCode(), request.uri(), response.body()));
                return Optional.empty();
            }
            return Optional.of(response);
        } catch (IOException dead) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Entry entry(
            Request request,
            String key,
            long sent,
            int attempts,
            @Nullable HttpResponse<String> answer) {
        JsonNode body = answer == null ? MissingNode.getInstance() : parse(answer.body());
        int status = answer == null ? 0 : answer.statusCode();
        var results = new ArrayList<Result>();
        if (request.deed() == Deed.JUDGE_MANY && status == 200) {
            body.path("results")
                    .forEach(item -> results.add(result(item.path("status").asInt(), item)));
        } else {
            for (int i = 0; i < Math.max(1, request.items().size()); i++) {
                results.add(result(status, body));
            }
        }
        return new Entry(
                request.inspection().isEmpty() ? body.path("id").asText("") : request.inspection(),
                request.deed(),
                key,
                request.items(),
                request.expected(),
                sent,
                System.nanoTime(),
                attempts,
                status,
                body,
                results);
    }

    private static Result result(int status, JsonNode body) {
        if (status == 0 || LATER.contains(status)) {
            return Result.UNKNOWN;
        }
        return new Result(
                status < 300 ? End.ACKNOWLEDGED : End.REFUSED,
                status == 201,
                body.path("revision").asInt(),
                body.path("version").asLong());
    }

    // ---- reading

    /** One answer from one instance, if there is any. */
    Optional<HttpResponse<String>> get(
            int instance, Arena.Service service, String path, String token) {
        return answered(
                HttpRequest.newBuilder(URI.create(arena.of(service).get(instance).address() + path))
                        .timeout(REQUEST_LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .GET()
                        .build());
    }

    /** Asks one instance for something that needs no words. */
    Optional<HttpResponse<String>> post(Arena.Instance instance, String path, String token) {
        return answered(
                HttpRequest.newBuilder(URI.create(instance.address() + path))
                        .timeout(REQUEST_LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
    }

    private JsonNode patiently(Arena.Service service, String path, String token) {
        return await().atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(
                        () -> get(0, service, path, token).map(answer -> parse(answer.body())),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static JsonNode parse(String text) {
        try {
            return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whoever is still at work leaves it where it is; returns when the last one has. */
    @Override
    public void close() {
        enough = true;
        abandoned = true;
        threads.close();
    }
}
