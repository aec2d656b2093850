package uk.inspection.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.OnlyInFull;
import uk.inspection.endtoend.faults.Arena.Service;
import uk.inspection.endtoend.faults.Ledger.Entry;

/**
 * Three brokers and two instances of each service, of which one at a time dies or is replaced by
 * the next build while clients work: nothing acknowledged is lost, nobody is told more than to come
 * again, and what the next build wrote waits until there is one that reads it.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RollTest {
    private static final int BROKERS = 3;
    private static final int INSPECTIONS_AT_ONCE = 4;
    private static final int PROGRESS = 20;
    private static final int DAYS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir Path directory;

    @Test
    @OnlyInFull
    void brokers_and_instances_die_and_nobody_misses_them() throws Exception {
        withClients((arena, ledger, witness) -> {
            for (int number = 1; number <= BROKERS; number++) {
                int one = number;
                during(
                        "broker %d of %d is killed".formatted(number, BROKERS),
                        arena,
                        ledger,
                        () -> arena.servers().killBroker(one));
                arena.revive();
                awaitCopies(arena);
            }
            for (Service service : Service.values()) {
                Arena.Instance leader = leader(arena, witness, service);
                during(
                        leader + ", whose relay leads, is killed",
                        arena,
                        ledger,
                        leader.process()::kill);
                assertThat(leader(arena, witness, service)).isNotEqualTo(leader);
                arena.awaitReady();
            }
        });
    }

    @Test
    @OnlyInFull
    void every_service_is_replaced_by_the_next_build_and_by_the_one_before() throws Exception {
        List<String> next = NextBuild.options(directory);
        withClients((arena, ledger, witness) -> {
            // Who reads comes before who writes: nothing is written that nobody reads.
            for (Service service :
                    List.of(Service.REPORTING, Service.PLANS, Service.SCORING, Service.CASES)) {
                during(
                        service.module + " is replaced by the next build",
                        arena,
                        ledger,
                        () -> arena.roll(service, next));
                arena.moveClock(DAYS);
            }
            assertThat(witness.parked().values()).containsOnly(0L);

            // Against that order: the build before cannot score what the next has judged, and those
            // who wait for their scores get no further until the next is back.
            arena.roll(Service.SCORING, List.of());
            await().atMost(PATIENCE)
                    .until(() -> witness.parked().getOrDefault(Service.SCORING, 0L) > 0);
            arena.roll(Service.CASES, List.of());
            arena.roll(Service.SCORING, next);
            during(
                    "case-service is replaced by the next build again",
                    arena,
                    ledger,
                    () -> arena.roll(Service.CASES, next));
            await().atMost(PATIENCE)
                    .until(() -> witness.parked().getOrDefault(Service.SCORING, 1L) == 0);
        });
    }

    private interface Story {
        void tell(Arena arena, Ledger ledger, Witness witness) throws Exception;
    }

    private void withClients(Story story) throws Exception {
        long seed = Long.getLong("platform.seed", System.nanoTime());
        System.out.println("platform.seed=" + seed);
        var ledger = new Ledger();
        try (var arena = new Arena(directory, BROKERS);
                var clients = new Clients(arena, ledger, seed, "roll")) {
            awaitCopies(arena);
            var witness = new Witness(arena, clients);
            clients.begin(INSPECTIONS_AT_ONCE);
            advance(ledger);
            story.tell(arena, ledger, witness);
            FaultsTest.assertWhole(arena, ledger, clients, witness);
        }
    }

    /** Clients get on while it is done and after it; how long nobody was answered is told. */
    private static void during(String what, Arena arena, Ledger ledger, Runnable done) {
        long begun = System.nanoTime();
        done.run();
        advance(ledger);
        long longest = 0;
        long last = begun;
        long[] answered =
                ledger.entries().stream()
                        .filter(Entry::acknowledged)
                        .mapToLong(Entry::ended)
                        .filter(ended -> ended > begun)
                        .sorted()
                        .toArray();
        for (long ended : answered) {
            longest = Math.max(longest, ended - last);
            last = ended;
        }
        System.out.printf(
                "%s: %d acknowledged in %d ms, at most %d ms between two%n",
                what,
                answered.length,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                TimeUnit.NANOSECONDS.toMillis(longest));
    }

    private static void advance(Ledger ledger) {
        long enough = ledger.acknowledged() + PROGRESS;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ledger.acknowledged() >= enough);
    }

    private static Arena.Instance leader(Arena arena, Witness witness, Service service) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                arena.of(service).stream()
                                        .filter(instance -> instance.process().runs())
                                        .filter(witness::leads)
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Until every broker has what it is to keep. */
    private static void awaitCopies(Arena arena) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arena.servers().bootstrap()))) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> {
                        var topics = admin.listTopics().names().get();
                        return topics.size() > 0
                                && admin
                                        .describeTopics(topics)
                                        .allTopicNames()
                                        .get()
                                        .values()
                                        .stream()
                                        .flatMap(topic -> topic.partitions().stream())
                                        .allMatch(one -> one.isr().size() == BROKERS);
                    });
        }
    }
}
