package uk.inspection.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.inspection.endtoend.OnlyInFull;
import uk.inspection.endtoend.faults.Arena.Service;
import uk.inspection.endtoend.faults.Checker.Finding;
import uk.inspection.endtoend.faults.Checker.Kind;
import uk.inspection.endtoend.faults.Sabotage.Guard;

/** A platform without one of its guards does harm, and the checker finds it. */
class GuardsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ACKNOWLEDGED = 150;
    private static final int INSPECTIONS_AT_ONCE = 6;

    /** What must be found; each may bring more of the others with it. */
    private static final Map<Guard, Set<Kind>> HARM =
            Map.of(
                    Guard.CURSOR, Set.of(Kind.LOST),
                    Guard.OFFSET, Set.of(Kind.LOST),
                    Guard.COMMAND, Set.of(Kind.DOUBLED),
                    Guard.VERSION, Set.of(Kind.DISORDERED),
                    Guard.LOCK, Set.of(Kind.DISORDERED));

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void a_guard_is_where_it_is_taken_out(Guard guard) throws Exception {
        assertThat(Sabotage.finds(guard)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @OnlyInFull
    void the_harm_that_a_missing_guard_lets_happen_is_found(Guard guard) throws Exception {
        long seed = Long.getLong("platform.seed", System.nanoTime());
        System.out.println("platform.seed=" + seed);
        var ledger = new Ledger();
        try (var arena = new Arena(directory);
                var clients = new Clients(arena, ledger, seed, "guard")) {
            Service service = guard == Guard.OFFSET ? Service.SCORING : Service.CASES;
            dropConstraints(arena, guard);
            arena.restart(service, List.of(Sabotage.without(guard, directory)));
            clients.begin(INSPECTIONS_AT_ONCE);
            suffer(arena, ledger, guard == Guard.CURSOR || guard == Guard.OFFSET);
            clients.close();
            arena.of(Service.CASES).getFirst().fromClients().mend();
            arena.awaitReady();
            var witness = new Witness(arena, clients);
            witness.awaitQuiet();
            List<Finding> findings = FaultsTest.check(arena, ledger, witness);
            findings.stream().limit(5).forEach(System.out::println);
            assertThat(findings).extracting(Finding::kind).containsAll(HARM.get(guard));
        }
    }

    /** What the database itself would refuse: each guard has a second one behind it. */
    private static void dropConstraints(Arena arena, Guard guard) {
        var constraints =
                switch (guard) {
                    case CURSOR, OFFSET -> Map.<String, String>of();
                    case COMMAND -> Map.of("command_pkey", "command");
                    case VERSION -> Map.of("event_stream_version_key", "event");
                    case LOCK -> Map.of("event_stream_version_key", "event", "event_pkey", "event");
                };
        constraints.forEach((constraint, table) ->
                arena.sql(
                        Service.CASES,
                        "alter table log.%s drop constraint %s".formatted(table, constraint)));
    }

    /** Every other answer gets lost on its way, and who dies is started again. */
    private void suffer(Arena arena, Ledger ledger, boolean mustDie) {
        arena.of(Service.CASES).getFirst().fromClients().loseAnswers();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    arena.revive();
                    boolean died = Files.exists(directory.resolve("died"));
                    return (died || !mustDie) && ledger.acknowledged() >= ACKNOWLEDGED;
                });
    }
}
