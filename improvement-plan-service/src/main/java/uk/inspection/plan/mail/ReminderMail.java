package uk.inspection.plan.mail;

import io.agroal.api.AgroalDataSource;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.EventStore;

/**
 * Reminder mail, where somebody has given {@code quarkus.mailer.host}; elsewhere nothing of it
 * runs. On a log that was never mailed it begins at the end: history is not mailed.
 */
@ApplicationScoped
public class ReminderMail {
    private static final Logger LOG = Logger.getLogger(ReminderMail.class);

    /** The log is opened at the priority that nobody gives. */
    private static final int AFTER_THE_LOG = ObserverMethod.DEFAULT_PRIORITY + 500;

    /** Where no limit is set: a lock needs one. */
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);

    private final EventStore eventStore;
    private final AgroalDataSource dataSource;
    private final ReminderMailConfig recipients;
    private final Config config;
    private final Optional<String> from;
    private final ReactiveMailer mailer;
    private final Duration answerWithin;
    private final Clock clock;
    private @Nullable MailWorker worker;

    ReminderMail(
            EventStore eventStore,
            AgroalDataSource dataSource,
            ReminderMailConfig recipients,
            Config config,
            @ConfigProperty(name = "quarkus.mailer.from") Optional<String> from,
            ReactiveMailer mailer,
            @ConfigProperty(name = "quarkus.mailer.timeout") Duration timeout,
            Clock clock) {
        this.eventStore = eventStore;
        this.dataSource = dataSource;
        this.recipients = recipients;
        this.config = config;
        this.from = from;
        this.mailer = mailer;
        this.answerWithin = timeout.isPositive() ? timeout : ANSWER_WITHIN;
        this.clock = clock;
    }

    void start(@Observes @Priority(AFTER_THE_LOG) StartupEvent start) {
        if (!hostGiven(config)) {
            return;
        }
        String sender =
                from.filter(address -> address.contains("@"))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "quarkus.mailer.host is set, so quarkus.mailer.from must be"
                                                + " the address that reminders come from."));
        // Before that the log has no end, and history would be mailed.
        eventStore.whenWhole(() -> mail(sender));
    }

    private synchronized void mail(String sender) {
        begin();
        MailWorker started =
                new MailWorker(
                        eventStore,
                        dataSource,
                        recipients,
                        domain(sender),
                        new SmtpPost(mailer, answerWithin),
                        answerWithin,
                        clock);
        started.start();
        worker = started;
        LOG.infof(
                "Reminders are mailed: recipients are named for %d areas, and %d for the inspectorate",
                recipients.recipients().size(), recipients.inspectorate().orElse(List.of()).size());
    }

    synchronized void stop(@Observes ShutdownEvent stop) {
        if (worker != null) {
            worker.close();
        }
    }

    /** Quarkus has a default for the host; only one that somebody gave counts. */
    static boolean hostGiven(Config config) {
        ConfigValue host = config.getConfigValue("quarkus.mailer.host");
        return host.getValue() != null && host.getSourceOrdinal() > Integer.MIN_VALUE;
    }

    /** The address may have a name before it. */
    private static String domain(String sender) {
        return sender.substring(sender.lastIndexOf('@') + 1).replace(">", "").strip();
    }

    private void begin() {
        Flyway.configure(Thread.currentThread().getContextClassLoader())
                .dataSource(dataSource)
                .schemas("reminder")
                .locations("classpath:db/reminder")
                .load()
                .migrate();
        long end = eventStore.log().position();
        QuarkusTransaction.requiringNew()
                .call(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        MailCursor.begin(connection, end);
                    }
                    return end;
                });
    }
}
