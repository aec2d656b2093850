package uk.inspection.eventstore.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;

/**
 * Tries again what is parked, and reactions that wait for a fact.
 *
 * <p>Parked records are read from Kafka by where they lie, lowest version first, and the first that
 * parks again ends its inspection's turn. Several instances may do this at once, and while new
 * records park: every attempt passes the writer, which applies a version once and knows from the
 * log whether anything of the inspection is parked still.
 */
final class Repair<S> implements AutoCloseable {
    /** Records in a page. */
    static final int PAGE_MAX = 100;

    private static final Logger LOG = Logger.getLogger(Repair.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final long PACE_MS = 100;
    private static final long PAUSE_MS = 1000;
    private static final Duration ALL_EVERY = Duration.ofSeconds(30);
    private static final Duration TURN_WITHIN = Duration.ofSeconds(5);
    private static final Duration ALARM_AFTER = Duration.ofMinutes(15);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
    private static final int SOON_MAX = 1000;

    private final List<String> topics;
    private final Writer<S> writer;
    private final Log log;
    private final Places places;
    private final Topics topicsAdmin;
    private final Arrival.Handler<S> handler;
    private final Rereader rereader;
    private final ReentrantLock turn = new ReentrantLock();
    private final Signal wake = new Signal();
    private final Set<Places.Line> soon = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String problem;

    Repair(
            String service,
            List<String> topics,
            Writer<S> writer,
            Log log,
            Places places,
            Topics topicsAdmin,
            Arrival.Handler<S> handler) {
        this.topics = topics;
        this.writer = writer;
        this.log = log;
        this.places = places;
        this.handler = handler;
        this.topicsAdmin = topicsAdmin;
        this.rereader = new Rereader(topicsAdmin);
        this.thread = Thread.ofPlatform().name(service + "-repair").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        wake.raise();
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

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Something was applied: what waits may have its fact now. */
    void soon() {
        wake.raise();
    }

    /** Something was parked: with it a gap may have closed. */
    void soon(@Nullable String topic, byte @Nullable [] key) {
        if (topic != null && key != null && soon.size() < SOON_MAX) {
            soon.add(new Places.Line(topic, new String(key, StandardCharsets.UTF_8)));
        }
    }

    /** A record as the writer takes it. */
    static <S> Arrival<S> arrival(
            String topic,
            String topicId,
            ConsumerRecord<byte[], byte[]> message,
            long follows,
            boolean parked,
            Arrival.Handler<S> handler) {
        StoredEvent event = null;
        String problem = null;
        try {
            event = Envelope.read(topic, message);
        } catch (Envelope.Unreadable unreadable) {
            problem = unreadable.getMessage();
        }
        return new Arrival<>(
                topic,
                topicId,
                message.partition(),
                message.offset(),
                follows,
                event,
                problem,
                parked,
                handler);
    }

    /**
     * What is parked of a topic that was since made anew can be read no more; the new topic brings
     * its facts again, from offset zero.
     */
    void forgetFormerTopics(Map<String, String> ids) {
        ids.forEach((topic, id) -> {
            List<ParkedRecord> former;
            do {
                former = places.parkedOfAnother(topic, id, PAGE_MAX);
                if (!former.isEmpty()) {
                    LOG.warnf("Topic %s was made anew: %d parked", topic, former.size());
                    unpark(former);
                }
            } while (!former.isEmpty());
        });
    }

    private void unpark(List<ParkedRecord> former) {
        List<Log.Offset> gone =
                former.stream()
                        .map(p -> new Log.Offset(p.topic(), p.topicId(), p.partition(), p.offset()))
                        .toList();
        log.write(tx -> {
            Log.Head head = tx.head();
            tx.save(
                    new Log.Batch(
                            new Log.Head(head.position(), head.change() + 1),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            gone,
                            List.of(),
                            List.of(),
                            List.of(),
                            Instant.EPOCH));
            return head;
        });
    }

    /** One record, at an operator's word. */
    Optional<Outcome> retry(String topic, int partition, long offset) throws InterruptedException {
        takeTurn();
        try {
            Optional<ParkedRecord> found = places.parkedAt(topic, partition, offset);
            return found.isPresent() ? tryAgain(found.get()) : Optional.empty();
        } finally {
            turn.unlock();
            wake.raise();
        }
    }

    /**
     * A parked record as it lies in its topic, read with a consumer of its own: what is being
     * drained need not be waited for.
     */
    Optional<Inspected> inspect(String topic, int partition, long offset) {
        return places.parkedAt(topic, partition, offset).map(this::inspect);
    }

    private Inspected inspect(ParkedRecord one) {
        boolean named = !one.stream().isEmpty();
        return new Inspected(
                one,
                event(one),
                named
                        ? places.parked(new Places.Line(one.topic(), one.stream()), 1).stream()
                                .findFirst()
                                .orElse(null)
                        : null,
                named ? places.behind(one, PAGE_MAX) : List.of(),
                named ? places.behindCount(one) : 0);
    }

    private @Nullable StoredEvent event(ParkedRecord one) {
        if (!topics.contains(one.topic())) {
            return null; // no longer read here, and perhaps no longer there
        }
        try (var reader = new Rereader(topicsAdmin)) {
            return reader.read(one.topic(), one.partition(), one.offset())
                    .map(message -> arrival(one.topic(), one.topicId(), message, 0, true, handler))
                    .map(Arrival::event)
                    .orElse(null);
        }
    }

    /**
     * Ends a parked record. The writer looks itself whether it is parked still, so that a repeat
     * gets its answer also when it no longer is.
     */
    CompletableFuture<Outcome> discard(
            String topic,
            int partition,
            long offset,
            String reason,
            Function<Optional<StoredEvent>, Command<S>> command) {
        Optional<StoredEvent> event = places.parkedAt(topic, partition, offset).map(this::event);
        CompletableFuture<Outcome> outcome =
                writer.discard(
                        new Writer.Discard<>(
                                topic,
                                partition,
                                offset,
                                event.orElse(null),
                                reason,
                                command.apply(event)));
        return outcome.whenComplete((_, _) -> {
            // What was behind it may be applied now.
            event.ifPresent(one -> soon.add(new Places.Line(one.topic(), one.stream())));
            wake.raise();
        });
    }

    /** One inspection, at an operator's word; how many of its records are parked still. */
    long retry(String stream) throws InterruptedException {
        takeTurn();
        try {
            for (String topic : topics) {
                drain(new Places.Line(topic, stream));
            }
            return places.parkedCount(stream);
        } finally {
            turn.unlock();
            wake.raise();
        }
    }

    /** Operators do not queue behind one another while each finds out that a store is away. */
    private void takeTurn() throws InterruptedException {
        if (!turn.tryLock(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Log.Unavailable("Other parked records are being tried again.");
        }
    }

    private void run() {
        try {
            long allAt = System.nanoTime();
            boolean restoring = true; // until it is asked
            // However fast events arrive, one look at what waits serves many of them.
            while (!closed.await(PACE_MS, TimeUnit.MILLISECONDS)) {
                long seen = wake.count();
                try {
                    boolean all = restoring || System.nanoTime() - allAt >= 0;
                    round(all);
                    if (all) {
                        restoring = places.heldCount() > 0;
                        allAt = System.nanoTime() + ALL_EVERY.toNanos();
                    }
                    problem = null;
                    wake.await(seen, EVERY);
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | Error failure) {
                    report(failure);
                    if (closed.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Repair was interrupted");
        }
        turn.lock();
        try {
            rereader.close();
        } finally {
            turn.unlock();
        }
    }

    private void report(Throwable failure) {
        String sentence =
                "What is parked or waits cannot be tried again now: " + failure.getMessage();
        if (!sentence.equals(problem)) {
            LOG.warn(sentence);
        }
        problem = sentence;
    }

    private void round(boolean all) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            if (all) {
                drainAll();
            } else {
                drainSoon();
            }
        } finally {
            turn.unlock();
        }
        if (all) {
            alarm();
        }
        retryAwaiting();
    }

    private void retryAwaiting() throws InterruptedException {
        int skip = 0;
        List<Log.Waiting> page;
        do {
            page = log.awaiting(skip, PAGE_MAX);
            var answers = new ArrayList<CompletableFuture<Outcome>>(page.size());
            for (Log.Waiting waiting : page) {
                answers.add(writer.retry(waiting, handler));
            }
            for (CompletableFuture<Outcome> answer : answers) {
                switch (Subscription.answer(answer)) {
                    case Outcome.Committed done -> LOG.tracef("No longer waiting: %s", done);
                    case Outcome.Unknown unknown -> {
                        return; // the store is away
                    }
                    // It waits on; how long, the alarm tells.
                    case Outcome.Waiting _,
                            Outcome.Refused _,
                            Outcome.Parked _,
                            Outcome.Broken _,
                            Outcome.KeyReused _ ->
                            skip++;
                }
            }
        } while (page.size() == PAGE_MAX && closed.getCount() > 0);
    }

    private void alarm() {
        places.oldestAwaiting()
                .filter(since -> since.isBefore(Instant.now().minus(ALARM_AFTER)))
                .ifPresent(
                        since -> LOG.warnf("A reaction has waited for its fact since %s", since));
    }

    private void drainAll() throws InterruptedException {
        drainUnreadable();
        Places.Line last = new Places.Line("", "");
        List<Places.Line> page;
        do {
            page = places.lines(last, PAGE_MAX);
            for (Places.Line line : page) {
                drain(line);
                last = line;
            }
        } while (page.size() == PAGE_MAX && closed.getCount() > 0);
    }

    private void drainSoon() throws InterruptedException {
        for (Places.Line line : List.copyOf(soon)) {
            soon.remove(line);
            drain(line);
        }
    }

    /** Records that tell no inspection: each for itself. A newer release may read them. */
    private void drainUnreadable() throws InterruptedException {
        for (String topic : topics) {
            for (ParkedRecord one : places.parked(new Places.Line(topic, ""), PAGE_MAX)) {
                tryAgain(one);
            }
        }
    }

    /** Lowest version first, until one parks again. */
    private void drain(Places.Line line) throws InterruptedException {
        while (closed.getCount() > 0 && topics.contains(line.topic())) {
            List<ParkedRecord> page = places.parked(line, PAGE_MAX);
            if (page.isEmpty() || !tried(page.subList(0, 1))) {
                return;
            }
            // The first is through, so the rest most likely is: together, for the sake of one
            // commit.
            if (!tried(page.subList(1, page.size()))) {
                return;
            }
            wake.raise(); // what waits may have its fact now
        }
    }

    private boolean tried(List<ParkedRecord> records) throws InterruptedException {
        var answers = new ArrayList<CompletableFuture<Outcome>>(records.size());
        for (ParkedRecord one : records) {
            Optional<Arrival<S>> again = again(one);
            if (again.isEmpty()) {
                break;
            }
            answers.add(writer.receive(again.get()));
        }
        boolean all = answers.size() == records.size();
        for (CompletableFuture<Outcome> answer : answers) {
            Outcome outcome = Subscription.answer(answer);
            all &= outcome instanceof Outcome.Committed || outcome instanceof Outcome.Waiting;
        }
        return all;
    }

    private Optional<Outcome> tryAgain(ParkedRecord one) throws InterruptedException {
        Optional<Arrival<S>> again = again(one);
        return again.isEmpty()
                ? Optional.empty()
                : Optional.of(Subscription.answer(writer.receive(again.get())));
    }

    /** The record as it lies in the topic; empty when the topic holds it no more. */
    private Optional<Arrival<S>> again(ParkedRecord one) {
        return rereader.read(one.topic(), one.partition(), one.offset())
                .map(message -> arrival(one.topic(), one.topicId(), message, 0, true, handler));
    }
}
