package uk.inspection.endtoend.twoyears;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A poller as the Youth Justice Board runs one: it holds a cursor and every plan that the change
 * feed told of, and reads nothing else. It goes to the two instances in turn, and to the other one
 * when one is dead, with the cursor it holds.
 *
 * <p>Its own thread writes and the test's reads; both under this object's lock.
 */
final class Follower implements AutoCloseable {
    /** One change as the feed told it. */
    record Change(
            String cursor,
            String inspection,
            long version,
            String type,
            Instant occurredAt,
            JsonNode plan) {}

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Requests requests;
    private final String token;
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> cursors = new HashSet<>();
    private final Map<String, JsonNode> plans = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Map<String, Integer>> types = new HashMap<>();
    private @Nullable String complaint;

    Follower(Requests requests, String token) {
        this.requests = requests;
        this.token = token;
    }

    void start() {
        thread.start();
    }

    /** Everything told so far, in the order of telling. */
    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    synchronized int count() {
        return changes.size();
    }

    /** Whether an event of such a type was told after this many. */
    synchronized boolean hasToldSince(int told, Predicate<String> type) {
        return changes.stream().skip(told).map(Change::type).anyMatch(type);
    }

    /** Each inspection's plan as it was told last. */
    synchronized Map<String, JsonNode> plans() {
        return new TreeMap<>(plans);
    }

    /** How often each type of event was told of an inspection. */
    synchronized Map<String, Integer> types(String inspection) {
        return new TreeMap<>(types.getOrDefault(inspection, Map.of()));
    }

    /** What the feed did that no feed may do; null as long as it is well. */
    synchronized @Nullable String complaint() {
        return complaint;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    static Change change(JsonNode item) {
        return new Change(
                item.path("cursor").asText(),
                item.path("inspectionId").asText(),
                item.path("version").asLong(),
                item.path("type").asText(),
                Instant.parse(item.path("occurredAt").asText()),
                item.path("plan"));
    }

    /** Whatever ends the thread is told: a follower that is gone would be told of nothing more. */
    private void run() {
        try {
            follow();
        } catch (RuntimeException | AssertionError e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            complain(trace.toString());
        }
    }

    private void follow() {
        String cursor = null;
        for (int turn = 0; !Thread.currentThread().isInterrupted() && complaint() == null; turn++) {
            String path =
                    "/v1/improvement-plans/changes?wait=%d%s"
                            .formatted(
                                    WAIT.toSeconds(),
                                    cursor == null
                                            ? ""
                                            : "&after="
                                                    + URLEncoder.encode(
                                                            cursor, StandardCharsets.UTF_8));
            var answer = requests.get(turn % Instances.COUNT, path, token, WAIT);
            if (answer.isPresent()) {
                cursor = take(answer.get(), cursor);
            } else {
                LockSupport.parkNanos(PAUSE.toNanos()); // both may be dead: no busy knocking
            }
        }
    }

    /** The first complaint counts: what follows it may follow from it. */
    private synchronized void complain(String about) {
        if (complaint == null) {
            complaint = about;
        }
    }

    /** Takes what an answer brings and returns the cursor to go on with. */
    private synchronized @Nullable String take(Requests.Answer answer, @Nullable String before) {
        if (answer.status() != 200) {
            complain("the feed answered " + answer);
            return before;
        }
        JsonNode items = answer.body().path("items");
        JsonNode next = answer.body().path("next");
        if (!items.isArray() || !next.isTextual()) {
            complain("the feed told what cannot be read: " + answer);
            return before;
        }
        for (JsonNode item : items) {
            take(change(item));
        }
        if (!items.isEmpty() && next.asText().equals(before)) {
            complain("the cursor stands still at " + before);
        }
        return next.asText();
    }

    private void take(Change change) {
        long expected = versions.getOrDefault(change.inspection(), 0L) + 1;
        if (change.version() != expected) {
            complain("version %d was expected, not %s".formatted(expected, change));
        } else if (!cursors.add(change.cursor())) {
            complain("a cursor was given out twice: " + change);
        } else if (change.plan().path("version").asLong() != change.version()) {
            complain("the plan is not as it stood at this version: " + change);
        }
        versions.put(change.inspection(), change.version());
        changes.add(change);
        plans.put(change.inspection(), change.plan());
        types.computeIfAbsent(change.inspection(), _ -> new TreeMap<>())
                .merge(change.type(), 1, Integer::sum);
    }
}
