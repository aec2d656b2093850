package uk.inspection.reporting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.reporting.ReportingServiceStack;
import uk.inspection.reporting.domain.PublishedResult;
import uk.inspection.reporting.domain.PublishedResultDecider;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.projection.PublishedResultReadModels;

/**
 * Other writers on the database of the running service: further instances of it, or the same one
 * after a restart, for they know nothing but what is stored.
 */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ShippedResultsTest {
    private static final int SHIPPED = 85;
    private static final int NEW = 40;

    @Inject AgroalDataSource dataSource;
    @Inject EventStore eventStore;
    @Inject PublishedResultReadModels readModels;
    @Inject ShippedResults shipped;
    @Inject Answers answers;

    @BeforeEach
    void the_service_has_imported_them_at_its_start() {
        List<String> ids = shipped.commands().stream().map(Command::stream).toList();
        assertThat(ids).hasSize(SHIPPED).doesNotHaveDuplicates();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(versions(ids)).hasSize(SHIPPED));
    }

    @Test
    void after_a_restart_they_are_not_written_again() throws Exception {
        List<Command<Kept>> commands = shipped.commands();
        try (Writer<Kept> restarted = instance()) {
            for (Command<Kept> command : commands) {
                assertThat(restarted.submit(command).get())
                        .isInstanceOfSatisfying(
                                Committed.class, again -> assertThat(again.repeated()).isTrue());
            }
        }
        assertThat(versions(commands.stream().map(Command::stream).toList()))
                .hasSize(SHIPPED)
                .containsOnly(1L);
    }

    @Test
    void several_instances_that_start_at_once_write_each_once() throws Exception {
        String unheard = UUID.randomUUID().toString();
        List<Command<Kept>> commands =
                PublishedResults.sound(
                                IntStream.range(0, NEW)
                                        .mapToObj(i -> result(unheard + "-" + i))
                                        .toList())
                        .stream()
                        .map(shipped::command)
                        .toList();
        try (Writer<Kept> one = instance();
                Writer<Kept> other = instance()) {
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            for (Command<Kept> command : commands) {
                outcomes.add(one.submit(command));
                outcomes.add(other.submit(command));
            }
            int first = 0;
            for (var outcome : outcomes) {
                if (!((Committed) outcome.get()).repeated()) {
                    first++;
                }
            }
            assertThat(first).isEqualTo(NEW);
        }
        assertThat(versions(commands.stream().map(Command::stream).toList()))
                .hasSize(NEW)
                .containsOnly(1L);
    }

    @Test
    void what_someone_has_handed_in_stays_when_a_release_says_something_else() throws Exception {
        String area = UUID.randomUUID().toString();
        try (Writer<Kept> service = instance()) {
            assertThat(version(service, shipped.command(sound(area, "Good")))).isEqualTo(1);
            assertThat(version(service, shipped.command(sound(area, "Inadequate")))).isEqualTo(2);
            assertThat(version(service, handedIn(sound(area, "Outstanding")))).isEqualTo(3);
        }
        try (Writer<Kept> restarted = instance()) {
            var next = shipped.command(sound(area, "Requires improvement"));
            assertThat(version(restarted, next)).isEqualTo(3);
        }
    }

    /** As a page of events may end in the middle of a write when read models are made again. */
    @Test
    void a_write_has_one_date_also_where_it_is_applied_in_parts() {
        List<StoredEvent> imported =
                eventStore.log().after(0, 10_000).stream()
                        .filter(PublishedResultReadModels::imported)
                        .toList();
        var dates = new HashMap<Instant, Set<Instant>>();
        QuarkusTransaction.begin();
        try {
            PublishedResultEntity.deleteAll();
            imported.forEach(event -> readModels.apply(List.of(event)));
            List<PublishedResultEntity> rows = PublishedResultEntity.listAll();
            for (PublishedResultEntity row : rows) {
                dates.computeIfAbsent(row.recordedAt, _ -> new HashSet<>()).add(row.modifiedAt);
            }
            assertThat(rows).hasSizeGreaterThan(dates.size()); // some were written together
        } finally {
            QuarkusTransaction.rollback();
        }
        assertThat(dates.values()).allMatch(of -> of.size() == 1);
        assertThat(dates.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    }

    private static long version(Writer<Kept> service, Command<Kept> command) throws Exception {
        return ((Committed) service.submit(command).get()).version();
    }

    private Command<Kept> handedIn(PublishedResultImported result) {
        String id = UUID.randomUUID().toString();
        return new Command<>(
                PublishedResults.id(result),
                id,
                id.getBytes(StandardCharsets.UTF_8),
                "chief-1",
                null,
                id,
                Instant.parse("2026-01-15T09:00:00Z"),
                PublishedResults.decide(
                        result,
                        PublishedResultDecider::decide,
                        answers,
                        (version, _) -> Answer.untagged(version)));
    }

    private static PublishedResultImported sound(String area, String overall) {
        return PublishedResults.sound(List.of(result(area, overall))).getFirst();
    }

    private static PublishedResult result(String area) {
        return result(area, "Good");
    }

    private static PublishedResult result(String area, String overall) {
        return new PublishedResult(
                area,
                "iyjs-2025",
                InspectionKind.CORE,
                "2026",
                null,
                overall,
                null,
                null,
                null,
                "A press notice",
                null);
    }

    /** The versions of the events of these streams. */
    private List<Long> versions(List<String> streams) throws SQLException {
        var versions = new ArrayList<Long>();
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select version from log.event where stream = any (?)")) {
            statement.setArray(1, connection.createArrayOf("text", streams.toArray()));
            var rows = statement.executeQuery();
            while (rows.next()) {
                versions.add(rows.getLong(1));
            }
        }
        return versions;
    }

    private Writer<Kept> instance() {
        return new Writer<>(
                "reporting-service",
                new PostgresLog(new SeparateTransactions(dataSource), dataSource),
                new Reports.KeptModel(),
                readModels,
                Clock.systemUTC(),
                _ -> {});
    }

    private record SeparateTransactions(AgroalDataSource dataSource) implements Transactions {
        @Override
        public <R> R call(Work<R> work) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> {
                        try (Connection connection = dataSource.getConnection()) {
                            return work.run(connection);
                        }
                    });
        }
    }
}
