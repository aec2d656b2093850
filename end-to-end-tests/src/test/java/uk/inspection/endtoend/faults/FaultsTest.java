package uk.inspection.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.OnlyInFull;
import uk.inspection.endtoend.faults.Checker.Finding;
import uk.inspection.endtoend.faults.Checker.Kind;
import uk.inspection.endtoend.faults.Ledger.Entry;

/**
 * Two instances of each service are hurt while clients work, and nothing that was acknowledged is
 * lost or done twice. {@code -Dplatform.seed} repeats the faults and the clients' wishes of a run;
 * how they meet is never quite the same.
 */
class FaultsTest {
    private static final int INSPECTIONS_AT_ONCE = 4;
    private static final int MANY = Integer.getInteger("platform.faults", 200);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int PROGRESS = 10;

    @TempDir Path directory;

    @Test
    void nothing_is_lost_and_nothing_done_twice_through_ten_faults() throws Exception {
        long seed = seed();
        suffer(seed, Fault.ten(new Random(seed)));
    }

    @Test
    @OnlyInFull
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void nothing_is_lost_and_nothing_done_twice_through_hundreds_of_faults() throws Exception {
        long seed = seed();
        suffer(seed, Fault.many(MANY, new Random(seed)));
    }

    private static long seed() {
        return Long.getLong("platform.seed", System.nanoTime());
    }

    private void suffer(long seed, List<Fault> faults) throws Exception {
        System.out.println("platform.seed=" + seed);
        var ledger = new Ledger();
        try (var arena = new Arena(directory);
                var clients = new Clients(arena, ledger, seed, "run")) {
            clients.begin(INSPECTIONS_AT_ONCE);
            int done = inflict(arena, ledger, faults, new Random(seed));
            System.out.printf("%d faults%n", done);
            assertWhole(arena, ledger, clients, new Witness(arena, clients));
        }
    }

    /** Lets the clients come to their end, and asks whether all is there, once and in order. */
    static void assertWhole(Arena arena, Ledger ledger, Clients clients, Witness witness)
            throws InterruptedException {
        arena.awaitReady();
        clients.finish();
        witness.awaitQuiet();
        List<Finding> findings = check(arena, ledger, witness);
        report(ledger, clients, findings);
        explain(arena);
        assertThat(findings).isEmpty();
        assertThat(clients.surprises()).isEmpty();
        assertThat(witness.parked().values()).containsOnly(0L);
        for (Arena.Service service : Arena.Service.values()) {
            assertThat(witness.verified(service)).as(service.module).isEmpty();
        }
        assertThat(clients.published()).isPositive();
    }

    /** One after the other; the next comes when the clients have got on again. */
    private static int inflict(Arena arena, Ledger ledger, List<Fault> faults, Random random)
            throws InterruptedException {
        int done = 0;
        for (Fault fault : faults) {
            progress(arena, ledger);
            Fault.Damage damage = fault.to(arena, random);
            System.out.printf("%d acknowledged; %s%n", ledger.acknowledged(), damage.name());
            damage.done().run();
            Thread.sleep(damage.lasts()); // this is the fault: nothing is awaited
            damage.undone().run();
            arena.revive();
            done += damage.skipped() ? 0 : 1;
        }
        progress(arena, ledger);
        return done;
    }

    private static void progress(Arena arena, Ledger ledger) {
        long enough = ledger.acknowledged() + PROGRESS;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    arena.revive();
                    return ledger.acknowledged() >= enough;
                });
    }

    /** What is wrong with any inspection that a client or a service knows of. */
    static List<Finding> check(Arena arena, Ledger ledger, Witness witness) {
        var checker = new Checker(witness.framework(), arena.today());
        Map<String, List<Entry>> byInspection = new HashMap<>();
        for (Entry entry : ledger.entries()) {
            byInspection.computeIfAbsent(entry.inspection(), id -> new ArrayList<>()).add(entry);
        }
        List<Entry> unanswered = byInspection.getOrDefault("", List.of());
        var ids = new TreeSet<>(byInspection.keySet());
        ids.remove("");
        ids.addAll(witness.inspections());
        var findings = new ArrayList<Finding>();
        for (String id : ids) {
            var entries = byInspection.getOrDefault(id, unanswered);
            findings.addAll(checker.check(id, entries, witness.told(id)));
        }
        return findings;
    }

    /** The directory with their output is gone when somebody reads of a 500. */
    private static void explain(Arena arena) {
        for (Arena.Instance instance : arena.all()) {
            String failure = instance.process().firstFailure();
            if (!failure.isEmpty()) {
                System.out.printf("%s: %s%n", instance, failure);
            }
        }
    }

    private static void report(Ledger ledger, Clients clients, List<Finding> findings) {
        var found = new StringJoiner(", ");
        for (Kind kind : Kind.values()) {
            long count = findings.stream().filter(finding -> finding.kind() == kind).count();
            found.add(kind.words + " " + count);
        }
        List<Entry> entries = ledger.entries();
        System.out.printf(
                "%d inspections, %d published; %d requests sent %d times:"
                        + " %d acknowledged, %d refused, %d without an answer; %s%n",
                clients.inspections(),
                clients.published(),
                entries.size(),
                clients.requests(),
                ledger.acknowledged(),
                entries.stream().filter(Entry::refused).count(),
                entries.stream().filter(e -> !e.acknowledged() && !e.refused()).count(),
                found);
        findings.stream().limit(50).forEach(System.out::println);
        clients.surprises().stream().limit(50).forEach(System.out::println);
    }
}
