package uk.inspection.eventstore.kafka;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;

/** One instance of a service: its view of the log, its writer, and what a test adds to it. */
final class TestService implements AutoCloseable {
    final TestDatabase database;
    final Topics topics;
    final Signal committed = new Signal();
    final PostgresLog log;
    final Tail<StoredEvent> tail;
    final Writer<Notes> writer;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    TestService(TestDatabase database, Topics topics) {
        this(database, topics, events -> {});
    }

    TestService(TestDatabase database, Topics topics, ReadModels readModels) {
        this.database = database;
        this.topics = topics;
        log = database.log();
        tail = Tail.of(log, committed);
        writer =
                new Writer<>(
                        "note-service",
                        log,
                        Notes.MODEL,
                        readModels,
                        Clock.systemUTC(),
                        tail::committed);
        parts.push(writer);
    }

    Relay relay() {
        return started(
                new Relay(
                        "note-service",
                        log,
                        tail,
                        database.dataSource(),
                        topics,
                        List.of(Notes.OWN),
                        committed));
    }

    Relay started(Relay relay) {
        parts.push(relay);
        relay.start();
        return relay;
    }

    Subscription<Notes> subscription(List<String> upstream, Arrival.Handler<Notes> handler) {
        var subscription =
                new Subscription<>(
                        "note-service",
                        upstream,
                        writer,
                        log,
                        database.dataSource(),
                        topics,
                        handler);
        parts.push(subscription);
        subscription.start();
        return subscription;
    }

    Outcome submit(Command<Notes> command) throws Exception {
        return writer.submit(command).get(60, TimeUnit.SECONDS);
    }

    List<StoredEvent> events() {
        return Checker.all(log);
    }

    /** What was applied of other services' events, in order. */
    long received() {
        return database.number("select count(*) from log.received");
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
        database.disconnect();
    }
}
