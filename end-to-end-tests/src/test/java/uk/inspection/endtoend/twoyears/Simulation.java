package uk.inspection.endtoend.twoyears;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnDue;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.endtoend.twoyears.Oracle.Raised;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.local.demo.BusinessClock;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.Upstream;

/**
 * Plays areas over two years. The clock goes from one day on which anything is raised or done to
 * the next, and leaves a day when the follower has been told of everything that must come of it.
 *
 * <p>Why what must come of a day is never in doubt: the deadlines whose day has come count before
 * anything the players do on it, whether the timer of either instance raises them or the player's
 * own request finds them due. So the players sometimes wait for the day's deadlines and sometimes
 * race them. What one step brings about is awaited before the same area's next one.
 */
final class Simulation implements AutoCloseable {
    private static final LocalDate FIRST_DAY = LocalDate.parse("2011-09-01");
    private static final LocalDate LAST_DAY = LocalDate.parse("2013-08-31");

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** The first, a usual and the last moment of a day that is London's, not Greenwich's. */
    private static final List<LocalTime> TIMES =
            List.of(LocalTime.MIDNIGHT, LocalTime.of(9, 0), LocalTime.of(23, 59, 59));

    /** Days on which something happens between the death of an instance and its next start. */
    private static final int STOPS_DEAD = 3;

    /** Days with deadlines that pass while neither instance runs. */
    private static final int STOPS_BOTH_DEAD = 3;

    private static final int REPEATERS = 6;

    private final Random random;
    private final List<Area> areas;
    private final Deque<LocalDate> kills;
    private final LocalDate bothDieFrom;
    private final Instances instances;
    private final Requests requests;
    private final Follower follower;
    private final Upstream.Place place;
    private final BusinessClock clock;
    private final String poller = TestTokens.token("yjb", "poller", null);
    private int stops;
    private int victim;
    private @Nullable Integer startsAgainAt;
    private @Nullable LocalDate darkFrom;
    private @Nullable LocalDate darkUntil;

    /**
     * Nothing runs yet.
     *
     * @param kills days from which on, at the next opportunity, one instance dies
     * @param bothDieFrom likewise both at once
     */
    Simulation(
            Path directory,
            long seed,
            List<Conduct> conducts,
            List<LocalDate> kills,
            LocalDate bothDieFrom) {
        this.random = new Random(seed);
        this.kills = new ArrayDeque<>(kills);
        this.bothDieFrom = bothDieFrom;
        var configuration =
                new HashMap<>(SharedStack.get().configuration("improvement-plan-service"));
        Path clockFile = directory.resolve("business-clock");
        configuration.put("business-clock.file", clockFile.toString());
        this.place =
                new Upstream.Place(
                        SharedStack.get().bootstrap(),
                        Objects.requireNonNull(configuration.get("event-store.topic-prefix")));
        this.clock = new BusinessClock(clockFile);
        this.instances = new Instances(directory, configuration);
        this.requests = new Requests(instances);
        this.follower = new Follower(requests, poller);
        this.areas = new ArrayList<>();
        for (Conduct conduct : conducts) {
            areas.add(new Area(conduct, random.nextLong(), requests, place));
        }
    }

    /** Plays to the last day and checks what came of it. */
    void play() throws Exception {
        ensureTopicsOfTheOthers();
        setClock(FIRST_DAY);
        startBoth();
        follower.start();
        var today = FIRST_DAY.minusDays(1);
        for (var next = next(today); next.isPresent(); next = next(today)) {
            today = next.get();
            stops++;
            if (darkFrom == null && !today.isBefore(bothDieFrom) && startsAgainAt == null) {
                today = passWithoutAnyone(today);
            } else if (killNow(today)) {
                killWhileBusy(today);
            } else {
                setClock(today);
            }
            if (startsAgainAt != null && stops >= startsAgainAt) {
                instances.start(victim);
                startsAgainAt = null;
            }
            serve(today);
        }
        assertThat(kills).as("instances that were to be killed").isEmpty();
        checkTheTopic();
        checkTheFeed();
    }

    // ---- a day

    private Optional<LocalDate> next(LocalDate today) {
        return areas.stream()
                .flatMap(area -> area.next(today).stream())
                .filter(day -> !day.isAfter(LAST_DAY))
                .min(LocalDate::compareTo);
    }

    /** The day's deadlines, the players' steps and what those bring about the same day. */
    private void serve(LocalDate today) throws Exception {
        raise(today);
        if (random.nextBoolean()) {
            awaitTold(today); // otherwise the players race the timers
        }
        for (var acting = acting(today); !acting.isEmpty(); acting = acting(today)) {
            together(acting, area -> area.takeStep(today));
            raise(today);
            awaitTold(today);
        }
        awaitTold(today);
    }

    private void raise(LocalDate today) {
        areas.forEach(area -> area.raise(today));
    }

    private List<Area> acting(LocalDate today) {
        return areas.stream().filter(area -> area.hasStep(today)).toList();
    }

    // ---- deaths

    private boolean killNow(LocalDate today) {
        return !kills.isEmpty()
                && !today.isBefore(kills.getFirst())
                && startsAgainAt == null
                && areas.stream().anyMatch(area -> !area.oracle().due(today).isEmpty())
                && !acting(today).isEmpty();
    }

    /**
     * SIGKILL to one instance while both raise the day's deadlines and answer requests: as soon as
     * the follower is told of anything of this day or, as chance has it, of one of its deadlines.
     */
    private void killWhileBusy(LocalDate today) throws Exception {
        kills.remove();
        victim = random.nextInt(Instances.COUNT);
        int told = follower.count();
        boolean onDeadline = random.nextBoolean();
        var killed = new AtomicBoolean();
        var sent = areas.stream().flatMap(area -> area.lastSent().stream()).toList();
        var turn = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var repeating = new ArrayList<Future<?>>();
            for (int i = 0; i < REPEATERS; i++) {
                repeating.add(
                        pool.submit(() -> {
                            while (!killed.get()) {
                                repeat(sent.get(turn.getAndIncrement() % sent.size()));
                            }
                        }));
            }
            raise(today);
            setClock(today);
            var steps =
                    pool.submit(() -> {
                        together(acting(today), area -> area.takeStep(today));
                        return null;
                    });
            try {
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() ->
                                follower.complaint() != null
                                        || follower.hasToldSince(
                                                told,
                                                type ->
                                                        !onDeadline
                                                                || Oracle.TYPES.contains(type)));
                instances.kill(victim);
            } finally {
                killed.set(true);
            }
            steps.get();
            for (Future<?> one : repeating) {
                one.get();
            }
        }
        startsAgainAt = stops + STOPS_DEAD;
    }

    /** What was answered before is answered alike, by the instance that dies or by the other. */
    private void repeat(Area.Sent sent) {
        assertThat(requests.send(victim, sent.post())).isEqualTo(sent.answer());
    }

    /** Days pass with nobody to notice them; what they held is raised when both are back. */
    private LocalDate passWithoutAnyone(LocalDate from) {
        darkFrom = from;
        instances.kill(0);
        instances.kill(1);
        LocalDate today = from;
        for (int i = 0; i < STOPS_BOTH_DEAD; i++) {
            today = next(today).orElseThrow();
            stops++;
        }
        darkUntil = today;
        setClock(today);
        startBoth();
        return today;
    }

    private void startBoth() {
        for (int i = 0; i < Instances.COUNT; i++) {
            instances.start(i);
        }
        for (int i = 0; i < Instances.COUNT; i++) {
            instances.awaitReady(i);
        }
    }

    // ---- what must have come of it

    /** Every event that must have happened was told to the follower, and no other. */
    private void awaitTold(LocalDate today) {
        int expected =
                areas.stream()
                        .flatMap(area -> area.expected().values().stream())
                        .mapToInt(n -> n)
                        .sum();
        try {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> follower.complaint() != null || follower.count() >= expected);
        } catch (ConditionTimeoutException e) {
            // the comparison below says what is missing
        }
        assertThat(follower.complaint()).as("on %s", today).isNull();
        for (Area area : areas) {
            assertThat(follower.types(area.id()))
                    .as(() -> "what was told by %s of %s%n%s".formatted(today, area, logs()))
                    .isEqualTo(area.expected());
        }
    }

    /** Each deadline is on the topic once and with its own day, raised on the day it must be. */
    private void checkTheTopic() {
        Map<String, StoredEvent> events = new TreeMap<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    // A relay may repeat what it sent before it died: the same event, the same id.
                    Upstream.plans(place).forEach(event -> events.put(event.id(), event));
                    return events.size() >= follower.count();
                });
        var byArea = new HashMap<String, List<StoredEvent>>();
        events.values()
                .forEach(event ->
                        byArea.computeIfAbsent(event.stream(), _ -> new ArrayList<>()).add(event));
        for (Area area : areas) {
            var raised = new HashMap<Raised, LocalDate>();
            for (StoredEvent event : byArea.getOrDefault(area.id(), List.of())) {
                raised(event)
                        .ifPresent(one ->
                                assertThat(raised.put(one, day(event.occurredAt())))
                                        .as("%s is raised twice for %s", one, area)
                                        .isNull());
            }
            assertThat(raised).as("%s", area).isEqualTo(area.oracle().raised());
            raised.forEach((one, day) ->
                    assertThat(day)
                            .as("the day on which %s was raised for %s", one, area)
                            .isEqualTo(dark(one.on()) ? darkUntil : one.on()));
        }
        assertThat(areas)
                .as("areas with deadlines that passed while neither instance ran")
                .anyMatch(area ->
                        area.oracle().raised().keySet().stream().anyMatch(one -> dark(one.on())));
        assertThat(follower.changes())
                .extracting(change ->
                        change(
                                change.inspection(),
                                change.version(),
                                change.type(),
                                change.occurredAt()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        events.values().stream()
                                .map(event ->
                                        change(
                                                event.stream(),
                                                event.version(),
                                                event.type(),
                                                event.occurredAt()))
                                .toList());
    }

    private static String change(String inspection, long version, String type, Instant at) {
        return "%s/%d: %s at %s".formatted(inspection, version, type, at);
    }

    /** Who only followed holds what the list shows; who begins again is told the same. */
    private void checkTheFeed() {
        assertThat(follower.complaint()).isNull();
        assertThat(follower.plans()).isEqualTo(listed());
        assertThat(toldFromTheBeginning()).isEqualTo(follower.changes());
    }

    private Map<String, JsonNode> listed() {
        var plans = new TreeMap<String, JsonNode>();
        String cursor = "";
        do {
            JsonNode page = read("/v1/improvement-plans?limit=100" + after("cursor", cursor));
            page.path("items").forEach(plan -> plans.put(plan.path("inspectionId").asText(), plan));
            cursor = page.path("next").asText();
        } while (!cursor.isEmpty());
        return plans;
    }

    private List<Follower.Change> toldFromTheBeginning() {
        var told = new ArrayList<Follower.Change>();
        String cursor = "";
        while (true) {
            JsonNode page = read("/v1/improvement-plans/changes?limit=97" + after("after", cursor));
            if (page.path("items").isEmpty()) {
                return told;
            }
            page.path("items").forEach(item -> told.add(Follower.change(item)));
            cursor = page.path("next").asText();
        }
    }

    private JsonNode read(String path) {
        var answer = requests.get(random.nextInt(Instances.COUNT), path, poller);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.body();
    }

    private static String after(String parameter, String cursor) {
        return cursor.isEmpty()
                ? ""
                : "&%s=%s".formatted(parameter, URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    /** The deadline that an event is, if it is one. */
    private static Optional<Raised> raised(StoredEvent event) {
        if (!(Codec.decode(event.type(), event.typeVersion(), event.bytes())
                instanceof Decoded.Known(PlanEvent known))) {
            throw new AssertionError(event.id() + " cannot be read");
        }
        String type = event.type();
        return Optional.ofNullable(
                switch (known) {
                    case DeadlineApproaching one ->
                            new Raised(
                                    type,
                                    switch (one.deadline()) {
                                        case PLAN -> Oracle.PLAN;
                                        case MONITORING_RETURN -> Oracle.MONITORING_RETURN;
                                        case REINSPECTION -> Oracle.REINSPECTION;
                                    },
                                    one.number(),
                                    one.dueOn(),
                                    one.dueOn().minusDays(one.daysLeft()));
                    case PlanOverdue one ->
                            new Raised(type, Oracle.PLAN, 1, one.dueOn(), one.overdueOn());
                    case MonitoringReturnDue one ->
                            new Raised(
                                    type,
                                    Oracle.MONITORING_RETURN,
                                    one.quarter(),
                                    one.dueOn(),
                                    one.dueOn());
                    case MonitoringReturnOverdue one ->
                            new Raised(
                                    type,
                                    Oracle.MONITORING_RETURN,
                                    one.quarter(),
                                    one.dueOn(),
                                    one.overdueOn());
                    case ReinspectionDue one ->
                            new Raised(type, Oracle.REINSPECTION, 1, one.dueOn(), one.dueOn());
                    case ReinspectionOverdue one ->
                            new Raised(type, Oracle.REINSPECTION, 1, one.dueOn(), one.overdueOn());
                    case PlanRequested _,
                            PlanSubmitted _,
                            PlanSignedOff _,
                            PlanReturned _,
                            PlanDueChanged _,
                            PlanFinalised _,
                            PlanForwarded _,
                            MonitoringReturnSubmitted _,
                            ActionCompleted _,
                            ReinspectionArranged _,
                            PlanClosed _ ->
                            null;
                });
    }

    // ---- helpers

    /** Whether neither instance ran on this day. */
    private boolean dark(LocalDate day) {
        return darkFrom != null
                && darkUntil != null
                && !day.isBefore(darkFrom)
                && day.isBefore(darkUntil);
    }

    private void setClock(LocalDate day) {
        var time = TIMES.get(random.nextInt(TIMES.size()));
        clock.advanceTo(ZonedDateTime.of(day, time, LONDON).toInstant());
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, LONDON);
    }

    private static void together(Collection<Area> areas, Consumer<Area> step)
            throws InterruptedException, ExecutionException {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            areas.forEach(area -> running.add(pool.submit(() -> step.accept(area))));
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private void ensureTopicsOfTheOthers() {
        try (var topics =
                new Topics(
                        Map.of("bootstrap.servers", place.bootstrap()),
                        place.prefix(),
                        3,
                        (short) 1)) {
            topics.ensure("case-events");
            topics.ensure("report-events");
        }
    }

    private String logs() {
        var logs = new StringBuilder();
        for (int i = 0; i < Instances.COUNT; i++) {
            logs.append("%nthe log of instance %d:%n%s%n".formatted(i, instances.lastLines(i)));
        }
        return logs.toString();
    }

    /** Days on which something was raised or done. */
    int stops() {
        return stops;
    }

    int events() {
        return follower.count();
    }

    @Override
    public void close() throws InterruptedException {
        follower.close();
        instances.close();
    }
}
