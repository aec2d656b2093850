package uk.inspection.scoring.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.scoring.domain.ScoreDecider;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.inbound.UpstreamEvents;

/** An inspection of more events than anybody has made yet: six thousand judgements, each scored. */
class LongInspectionTest {
    private static final int CASES = 100;
    private static final int JUDGEMENTS = 6000;
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final Instant NINE = Instant.parse("2009-04-20T09:00:00Z");

    private final PGSimpleDataSource database = database();
    private final UpstreamEvents handler = new UpstreamEvents();
    private byte[] hash = HashChain.origin();
    private long version;

    @Test
    void a_fresh_writer_counts_what_the_one_before_it_counted_and_gives_no_score_again()
            throws Exception {
        State kept;
        try (var writer = writer()) {
            var answers = new ArrayDeque<CompletableFuture<Outcome>>();
            answers.add(writer.receive(next(announcement())));
            for (int i = 0; i < CASES; i++) {
                answers.add(writer.receive(next(sampled(i))));
            }
            for (int i = 0; i < JUDGEMENTS; i++) {
                answers.add(writer.receive(next(judged(i))));
                if (answers.size() == Writer.BATCH_MAX) {
                    committed(answers);
                }
            }
            committed(answers);
            kept = state(writer);
        }
        assertThat(log().stream("long", JUDGEMENTS - 1, 10)).hasSize(1);

        try (var fresh = writer()) {
            State made = state(fresh);
            assertThat(ScoreDecider.scores(made)).isEqualTo(ScoreDecider.scores(kept));
            assertThat(made).usingRecursiveComparison().isEqualTo(kept);
            assertThat(ScoreDecider.decide(made, new uk.inspection.scoring.domain.Command.Score()))
                    .isEmpty();
        }
    }

    private static CaseEvent announcement() {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                InspectionKind.CORE,
                CCI,
                "lead",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    private static CaseEvent sampled(int i) {
        return new CaseSampled("case-" + i, Sentence.COMMUNITY, "14-15", "male", false);
    }

    /** Every question answered, and one of them otherwise than the time before. */
    private static CaseEvent judged(int i) {
        SortedMap<String, String> answers = new TreeMap<>();
        for (Question question : CCI.questions()) {
            answers.put(question.id(), "sufficient");
        }
        answers.put(CCI.questions().get(i / CASES % CCI.questions().size()).id(), "insufficient");
        return new CaseJudged("case-" + i % CASES, i / CASES + 1, answers);
    }

    private Arrival<State> next(CaseEvent event) {
        version++;
        StoredEvent unhashed = stored(event, hash);
        StoredEvent stored = stored(event, HashChain.hash(unhashed));
        hash = stored.hash();
        return new Arrival<>(
                InspectionScores.CASES, "id", 0, version - 1, stored, null, false, handler);
    }

    private StoredEvent stored(CaseEvent event, byte[] own) {
        Instant at = NINE.plusSeconds(version);
        return new StoredEvent(
                InspectionScores.CASES,
                version,
                "long",
                version,
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event),
                "inspector",
                null,
                "correlation",
                "command-" + version,
                0,
                at,
                at,
                "",
                hash,
                own);
    }

    private static void committed(Deque<CompletableFuture<Outcome>> answers) throws Exception {
        while (!answers.isEmpty()) {
            assertThat(answers.remove().get()).isInstanceOf(Committed.class);
        }
    }

    /** The state that a writer decides by. */
    private static State state(Writer<State> writer) throws Exception {
        var seen = new CompletableFuture<State>();
        writer.submit(
                new Command<>(
                        "long",
                        "look",
                        "look".getBytes(UTF_8),
                        "nobody",
                        null,
                        "look",
                        NINE,
                        (state, _) -> {
                            seen.complete(state);
                            return new Decision.Refuse(
                                    new Refusal(Refusal.Kind.CONFLICT, "only looking", List.of()));
                        }));
        return seen.get();
    }

    private Writer<State> writer() {
        return new Writer<>(
                "scoring-service",
                log(),
                new InspectionScores.ScoreModel(),
                _ -> {},
                Clock.systemUTC(),
                _ -> {});
    }

    private PostgresLog log() {
        return new PostgresLog(
                new Transactions() {
                    @Override
                    public <R> R call(Work<R> work) throws SQLException {
                        try (Connection connection = database.getConnection()) {
                            connection.setAutoCommit(false);
                            R result = work.run(connection);
                            connection.commit();
                            return result;
                        }
                    }
                },
                database);
    }

    private static PGSimpleDataSource database() {
        SharedStack stack = SharedStack.get();
        var dataSource = new PGSimpleDataSource();
        dataSource.setURL(stack.createDatabase("scores"));
        dataSource.setUser(stack.user());
        dataSource.setPassword(stack.password());
        dataSource.setReWriteBatchedInserts(true);
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("log")
                .locations("classpath:db/log")
                .load()
                .migrate();
        return dataSource;
    }
}
