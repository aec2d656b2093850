package uk.inspection.eventstore.service;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Progress;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Traces;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.LogListener;
import uk.inspection.eventstore.kafka.Relay;
import uk.inspection.eventstore.kafka.Restore;
import uk.inspection.eventstore.kafka.Subscription;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.AuditTrail;
import uk.inspection.eventstore.postgres.Failures;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.verification.Check;
import uk.inspection.eventstore.verification.Verification;

/** One service's event store, from migrations at the start to an orderly end. */
@ApplicationScoped
public class EventStore {
    private static final String PROJECTION = "classpath:db/projection";

    /** So long one statement of a migration may take: it may have to go through a whole log. */
    private static final Duration MIGRATED_WITHIN = Duration.ofHours(1);

    /** So long a start waits for the log to be compared with its topics before it goes on. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String service;
    private final AgroalDataSource dataSource;
    private final EventStoreConfig config;
    private final Map<String, Object> kafka;
    private final Instance<Check> furtherChecks;
    private final Answers answers;
    private final Traces traces;
    private final MeterRegistry metrics;
    private volatile @Nullable Parts<?> parts;

    record Parts<S>(
            List<String> ownTopics,
            List<String> upstreamTopics,
            Log log,
            Writer<S> writer,
            Topics topics,
            Relay relay,
            LogListener listener,
            @Nullable Subscription<S> subscription,
            Tail<StoredEvent> tail,
            Progress progress,
            Rebuild rebuild,
            Verification verification,
            AuditTrail audit,
            Opening opening) {}

    EventStore(
            @ConfigProperty(name = "quarkus.application.name") String service,
            AgroalDataSource dataSource,
            EventStoreConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @Any Instance<Check> furtherChecks,
            Answers answers,
            Traces traces,
            MeterRegistry metrics) {
        this.service = service;
        this.dataSource = dataSource;
        this.config = config;
        this.kafka = new HashMap<>(kafka);
        this.furtherChecks = furtherChecks;
        this.answers = answers;
        this.traces = traces;
        this.metrics = metrics;
    }

    /**
     * Migrates the database, makes sure that the log holds everything its topics do, and starts the
     * relay and the subscription. Where that takes long it goes on behind: until then the writer
     * carries out no command.
     */
    public <S> Writer<S> open(Definition<S> definition) {
        Parts<S> made = make(definition);
        made.listener().start();
        made.opening().start(PATIENCE);
        return made.writer();
    }

    private synchronized <S> Parts<S> make(Definition<S> definition) {
        new LogMigration(dataSource, config.migration()).run(flyway("log", "classpath:db/log"));
        migrate(Rebuild.LIVE, PROJECTION);
        var committed = new Signal();
        var transactions = new JtaTransactions(dataSource);
        var log = new PostgresLog(transactions, dataSource);
        var tail = Tail.of(log, committed);
        var writer =
                new Writer<>(
                        service,
                        log,
                        definition.model(),
                        definition.readModels(),
                        Clock.systemUTC(),
                        tail::committed);
        writer.suspend(Opening.STARTING);
        var progress = new Progress(log, definition.upstreamTopics());
        writer.tell(progress::applied);
        writer.trace(traces);
        var topics =
                new Topics(
                        kafka,
                        config.topicPrefix().orElse(""),
                        config.topicPartitions(),
                        config.topicReplication());
        var relay =
                new Relay(
                        service, log, tail, dataSource, topics, definition.ownTopics(), committed);
        relay.trace(traces);
        var listener = new LogListener(dataSource, committed);
        var handler = definition.handler();
        var subscription =
                handler == null
                        ? null
                        : new Subscription<>(
                                service,
                                definition.upstreamTopics(),
                                writer,
                                log,
                                dataSource,
                                topics,
                                handler);
        var opening =
                new Opening(
                        service,
                        new Restore(
                                definition.ownTopics(),
                                topics,
                                dataSource,
                                writer,
                                answers::restored),
                        () -> {
                            relay.start();
                            if (subscription != null) {
                                subscription.start();
                            }
                            writer.resume();
                        });
        var rebuild =
                new Rebuild(
                        service,
                        dataSource,
                        transactions,
                        log,
                        topics,
                        schema -> migrate(schema, PROJECTION),
                        definition.readModels(),
                        handler,
                        Clock.systemUTC());
        var made =
                new Parts<>(
                        definition.ownTopics(),
                        definition.upstreamTopics(),
                        log,
                        writer,
                        topics,
                        relay,
                        listener,
                        subscription,
                        tail,
                        progress,
                        rebuild,
                        Verification.of(
                                service,
                                dataSource,
                                topics,
                                definition.ownTopics(),
                                definition.upstreamTopics(),
                                furtherChecks.stream(),
                                List.of(new FreshFold(rebuild)),
                                Clock.systemUTC()),
                        new AuditTrail(service, dataSource, Clock.systemUTC()),
                        opening);
        parts = made;
        new StoreMeters(made).bindTo(metrics);
        made.rebuild().tidy();
        return made;
    }

    /** Runs something when the log holds everything that its topics do: now, if it does. */
    public void whenWhole(Runnable next) {
        parts().opening().then(next);
    }

    /** Whether the database does not answer, as far as is known: to ask it would take long. */
    boolean databaseAway() {
        Parts<?> made = parts;
        return made != null && made.listener().away();
    }

    /** The service's own events, for reading. */
    public Log log() {
        return parts().log();
    }

    /** The service's own events as they come, for live streams. */
    public Tail<StoredEvent> tail() {
        return parts().tail();
    }

    /** Who read and who wrote what. */
    AuditTrail audit() {
        return parts().audit();
    }

    /** How far the service is with what it and others wrote, for readers who wait for it. */
    public Progress progress() {
        return parts().progress();
    }

    /**
     * Whether everything that other services have published so far was applied here.
     *
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public boolean heardAll() {
        return hearing().getAsBoolean();
    }

    /**
     * Asks whether everything that other services have published up to this moment was applied
     * here, however much has come since. A parked record was not applied, but is not waited for.
     *
     * @return to be asked until it says yes; throws what this does
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public BooleanSupplier hearing() {
        Subscription<?> subscription = parts().subscription();
        return subscription == null ? () -> true : subscription.hearing();
    }

    synchronized Parts<?> parts() {
        if (parts == null) {
            throw new Log.Unavailable("The service is starting.");
        }
        return parts;
    }

    synchronized boolean open() {
        return parts != null;
    }

    AgroalDataSource dataSource() {
        return dataSource;
    }

    synchronized void close(@Observes ShutdownEvent stop) {
        if (parts != null) {
            parts.rebuild().close();
            parts.verification().close();
            parts.opening().close();
            if (parts.subscription() != null) {
                parts.subscription().close();
            }
            parts.writer().close();
            parts.relay().close();
            parts.listener().close();
            parts.topics().close();
            parts.audit().close();
        }
    }

    private void migrate(String schema, String location) {
        flyway(schema, location).dataSource(dataSource).load().migrate();
    }

    private static FluentConfiguration flyway(String schema, String location) {
        return Flyway.configure(Thread.currentThread().getContextClassLoader())
                .schemas(schema)
                .locations(location)
                .callbacks(new Patience());
    }

    /** Lets a migration's statements take longer than a request's, on its connection alone. */
    private static final class Patience implements Callback {
        private static final Set<Event> ENDS =
                Set.of(Event.AFTER_MIGRATE, Event.AFTER_MIGRATE_ERROR);
        private int before;

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_MIGRATE || ENDS.contains(event);
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try {
                Connection migrating = context.getConnection();
                if (event == Event.BEFORE_MIGRATE) {
                    before = migrating.getNetworkTimeout();
                    migrating.setNetworkTimeout(
                            Runnable::run, Math.toIntExact(MIGRATED_WITHIN.toMillis()));
                } else {
                    migrating.setNetworkTimeout(Runnable::run, before);
                }
            } catch (SQLException e) {
                if (event != Event.AFTER_MIGRATE_ERROR) { // which has a reason of its own
                    throw Failures.translate(e);
                }
            }
        }

        @Override
        public String getCallbackName() {
            return "patience";
        }
    }
}
