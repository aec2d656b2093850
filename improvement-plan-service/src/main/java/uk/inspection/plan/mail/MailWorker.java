package uk.inspection.plan.mail;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.plan.mail.MailCursor.Place;
import uk.inspection.plan.mail.Post.Answer;
import uk.inspection.plan.mail.Post.Letter;

/**
 * Follows the service's own log and mails what it tells of, in its order: at least once each, and
 * as good as always once.
 *
 * <p>Why it is right. The cursor moves in the transaction that holds its row, after the post has
 * taken the mail: whatever breaks between the two repeats that one mail, under the same Message-ID,
 * and loses none. Of several instances one holds the row; the others skip it and mail nothing. Each
 * transaction mails one recipient, and what it mails follows from the place it reads under the lock
 * and not from what this instance remembers, so that instances may take turns. The lock cannot be
 * lost while the post is waited for: the post gives up before the server ends an idle transaction,
 * and that is before the transaction's own time is over. An instance that hangs for longer loses
 * its session, and with it the lock and the right to move the cursor; its mail is then repeated by
 * another. A post that gave up may still deliver later: a repeat too.
 *
 * <p>While the post is away nothing moves, and the lock is free between the attempts. A mailbox
 * that is turned away for now holds up the others no longer than {@link
 * ReminderMailConfig#patience()}, and that once for all its mails: after it each of them is tried
 * once, until one is taken.
 */
class MailWorker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MailWorker.class);
    private static final int PAGE_MAX = 100;
    private static final int HISTORY_PAGE_MAX = 1000;

    /** By so much the lock outlasts the longest answer of the post. */
    private static final Duration LOCK_MARGIN = Duration.ofSeconds(5);

    /** By so much the transaction outlasts the lock: what the database may take. */
    private static final Duration TRANSACTION_MARGIN = Duration.ofSeconds(30);

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration OTHERS_TURN = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final long PAUSE_MIN_MS = 500;
    private static final long PAUSE_MAX_MS = 60_000;
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos();

    private final EventStore eventStore;
    private final AgroalDataSource dataSource;
    private final ReminderMailConfig config;
    private final String domain;
    private final Post post;
    private final Duration lockLongest;
    private final int transactionSeconds;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // The rest belongs to the worker's thread.
    private long known = -1;

    /** Since when mailboxes are turned away; as many at most as somebody has configured. */
    private final Map<String, Long> postponedSince = new HashMap<>();

    private long warnedAt = System.nanoTime() - WARNING_NANOS;

    private record Mailing(Letter letter, List<String> recipients) {}

    /** What a step came to. */
    private sealed interface Step {
        /** There may be more at once. */
        record On() implements Step {}

        /** Another instance is at it. */
        record Others() implements Step {}

        /** It did not work, and is tried again. */
        record Again(String why) implements Step {}
    }

    /**
     * A worker, not started yet.
     *
     * @param domain that Message-IDs end with
     * @param answerWithin how long the post takes at most
     * @param clock of business days
     */
    MailWorker(
            EventStore eventStore,
            AgroalDataSource dataSource,
            ReminderMailConfig config,
            String domain,
            Post post,
            Duration answerWithin,
            Clock clock) {
        this.eventStore = eventStore;
        this.dataSource = dataSource;
        this.config = config;
        this.domain = domain;
        this.post = post;
        this.lockLongest = answerWithin.plus(LOCK_MARGIN);
        this.transactionSeconds = Math.toIntExact(lockLongest.plus(TRANSACTION_MARGIN).toSeconds());
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("reminder-mail").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Stops; a mail in hand has little time left, and is repeated if that is not enough. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pauseMs = PAUSE_MIN_MS;
        try {
            while (closed.getCount() > 0) {
                switch (attempt()) {
                    case Step.On() -> pauseMs = PAUSE_MIN_MS;
                    case Step.Others() -> {
                        if (closed.await(OTHERS_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                            return;
                        }
                    }
                    case Step.Again(String why) -> {
                        warn(why);
                        if (closed.await(pauseMs, TimeUnit.MILLISECONDS)) {
                            return;
                        }
                        pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Mailing was interrupted");
        }
    }

    private Step attempt() throws InterruptedException {
        try {
            List<StoredEvent> page = eventStore.tail().next(known, PAGE_MAX, QUIET);
            return page.isEmpty()
                    ? new Step.On()
                    : QuarkusTransaction.requiringNew()
                            .timeout(transactionSeconds)
                            .call(() -> {
                                try (Connection connection = dataSource.getConnection()) {
                                    return step(connection, page);
                                }
                            });
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error failure) {
            // Whatever it was: nothing has moved, and it goes on from the cursor.
            return new Step.Again(failure.toString());
        }
    }

    /** Mails one recipient of the first event that still has one, or finds that there is none. */
    private Step step(Connection connection, List<StoredEvent> page)
            throws SQLException, InterruptedException {
        Optional<Place> locked = MailCursor.lock(connection, lockLongest);
        if (locked.isEmpty()) {
            return new Step.Others();
        }
        Place place = locked.get();
        if (place.position() != known) {
            known = place.position(); // another instance went on, or this one has just begun
            return new Step.On();
        }
        for (StoredEvent event : page) {
            Optional<Mailing> mailing = mailing(event);
            if (mailing.isPresent()) {
                int sent = place.sentOf(event.position(), mailing.get().recipients());
                if (sent < mailing.get().recipients().size()) {
                    return mail(connection, event, mailing.get(), sent);
                }
            }
        }
        return move(connection, Place.after(page.getLast().position()));
    }

    private Step mail(Connection connection, StoredEvent event, Mailing mailing, int sent)
            throws SQLException, InterruptedException {
        List<String> recipients = mailing.recipients();
        String recipient = recipients.get(sent);
        switch (post.hand(recipient, mailing.letter())) {
            case Answer.Taken() -> {
                postponedSince.remove(recipient);
                LOG.debugf("Mailed %s", event.id());
            }
            case Answer.Refused(String why) -> {
                postponedSince.remove(recipient);
                passOver(event, recipient, why);
            }
            case Answer.Postponed(String why) -> {
                if (!patienceIsOver(recipient)) {
                    return new Step.Again(towards(recipient, why));
                }
                passOver(event, recipient, why);
            }
            case Answer.Away(String why) -> {
                return new Step.Again(towards(recipient, why));
            }
        }
        return move(connection, Place.within(event.position(), sent + 1, recipients));
    }

    private Step move(Connection connection, Place to) throws SQLException {
        MailCursor.move(connection, to);
        known = to.position(); // if the commit fails the next step finds another place
        return new Step.On();
    }

    private Optional<Mailing> mailing(StoredEvent event) {
        Optional<Notice> asked =
                Discarded.tells(event) ? Optional.empty() : Notice.of(decode(event));
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Notice notice = asked.get();
        LocalDate today = LocalDate.now(clock);
        List<StoredEvent> history = history(event.stream());
        if (notice.moot(decode(history, e -> e.version() > event.version()), today)) {
            return Optional.empty();
        }
        Wording wording =
                Wording.of(
                        notice,
                        event.stream(),
                        decode(history, e -> e.version() <= event.version()),
                        today);
        return Optional.of(
                new Mailing(
                        new Letter(messageId(event), wording.subject(), wording.text()),
                        recipients(notice, wording.area())));
    }

    /** Events of a plan, those after the one in hand too. */
    private List<StoredEvent> history(String inspection) {
        var events = new ArrayList<StoredEvent>();
        List<StoredEvent> page;
        do {
            page = eventStore.log().stream(inspection, events.size(), HISTORY_PAGE_MAX);
            events.addAll(page);
        } while (!page.isEmpty());
        return events;
    }

    private static List<PlanEvent> decode(List<StoredEvent> events, Predicate<StoredEvent> which) {
        return events.stream()
                .filter(event -> which.test(event) && !Discarded.tells(event))
                .map(MailWorker::decode)
                .toList();
    }

    private static PlanEvent decode(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(PlanEvent known) -> known;
            case Decoded.Known(var foreign) ->
                    throw new IllegalStateException(event.id() + " is no plan event");
            case Decoded.Unknown(String type, int version) ->
                    // A newer instance knows it, and gets its turn while this one pauses.
                    throw new UnknownEvent(type, version);
        };
    }

    private List<String> recipients(Notice notice, String area) {
        return notice.audience().stream()
                .sorted()
                .flatMap(audience ->
                        switch (audience) {
                            case AREA -> config.recipients().getOrDefault(area, List.of()).stream();
                            case INSPECTORATE -> config.inspectorate().orElse(List.of()).stream();
                        })
                .map(String::strip)
                .distinct()
                .toList();
    }

    private String messageId(StoredEvent event) {
        UUID id = UUID.nameUUIDFromBytes(event.id().getBytes(StandardCharsets.UTF_8));
        return "<%s@%s>".formatted(id, domain);
    }

    private boolean patienceIsOver(String recipient) {
        long now = System.nanoTime();
        return now - postponedSince.computeIfAbsent(recipient, _ -> now)
                > config.patience().toNanos();
    }

    private static void passOver(StoredEvent event, String recipient, String why) {
        LOG.warnf("The reminder of %s is not mailed %s", event.id(), towards(recipient, why));
    }

    /** Tells an administrator where to look, without the recipient's name. */
    private static String towards(String recipient, String why) {
        return SmtpPost.isAddress(recipient)
                ? "to an address at %s: %s"
                        .formatted(recipient.substring(recipient.indexOf('@') + 1), why)
                : "to one of its recipients: " + why;
    }

    private void warn(String why) {
        long now = System.nanoTime();
        if (now - warnedAt >= WARNING_NANOS) {
            warnedAt = now;
            LOG.warnf("Reminder mail waits after position %d of the log: %s", known, why);
        }
    }
}
