package uk.inspection.eventstore;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log.Awaiting;
import uk.inspection.eventstore.Log.Mark;
import uk.inspection.eventstore.Log.Offset;
import uk.inspection.eventstore.Log.Recorded;
import uk.inspection.eventstore.Outcome.Committed;

/**
 * The one writer of a log: requests, reactions to other services' events and ticks of a timer all
 * queue here, and nothing else writes.
 *
 * <p>Why it is right. One thread takes what has queued up (at most {@link #BATCH_MAX}) and runs it
 * as one write of the {@link Log}, which holds the store's lock from its first statement to the end
 * of its commit; so writes of all instances follow one another, positions become visible in order,
 * and what a decision saw is what it is appended to. States are cached between writes and are valid
 * exactly while the head's change count is the one this writer left: any other writer raises it,
 * and the cache is dropped. A write's new states go to the cache only after its commit, callers are
 * answered only after that. A storage failure repeats the whole batch: had the commit happened
 * unnoticed, the recorded command ids answer the repeat. Any other failure of a batch reruns its
 * items one by one, so that only the culprit fails.
 *
 * <p>A caller waits for a bounded time whatever the log does. A command is refused at once, and not
 * queued, while the log is known to be away, and while the write in hand or the oldest item in the
 * queue has lasted for {@link #PATIENCE}: what would have to wait behind it is better sent again
 * later. So the queue holds no more than came within that time. When a write gives up, the commands
 * behind it are answered too instead of trying in vain each for itself, and the writer looks once a
 * second whether the log is back. Each of these answers says that the outcome is unknown, which is
 * never wrong; so nothing depends on how exactly {@code away} and the queue are read from other
 * threads. Records of topics are not refused: their reader waits for their outcomes and hands over
 * no more meanwhile.
 *
 * <p>Records of other services' topics carry their offset, and the log keeps the next offset of
 * each partition with their effects. A record below it was dealt with and is skipped; a record that
 * comes after one that could not be written is not written either, so that no offset is passed by
 * without its effect and the reader may begin again at the log's offset whenever it is in doubt.
 *
 * <p>A parked record may be discarded, which is a write like any other: of a discard, a retry and a
 * drain of one record whichever is written first wins, and the others find what it left, the mark
 * of the stream or the record gone. What is discarded is known from the stream's own events. So a
 * discarded event that comes again, by a topic made anew or to a log that was restored, is passed
 * over in its place once more, and no fold ever sees it.
 *
 * <p>Events that the log had lost come back from the topic through {@link #restore}. Each says in
 * {@code seen} what its inspection had received when it was written. Until that much is received
 * again it is held: it stands in the log, and neither state nor read models know it. A received
 * event that the next held one had not seen waits, parked; so own and received events are applied
 * in the order of the first time. To what a later own event has seen the reaction was made then:
 * its events are among those held, and nothing is decided again. While anything of an inspection is
 * held no command on it is carried out.
 */
public final class Writer<S> implements AutoCloseable {
    /** Bytes of one event's data at most: well below what a topic takes in one record. */
    public static final int EVENT_BYTES_MAX = 1024 * 1024;

    /** Most items that share one commit. */
    public static final int BATCH_MAX = 256;

    private static final int QUEUE_MAX = 8192;

    /** Of the memory there is: what requests and read models need comes first. */
    private static final int CACHE_SHARE = 8;

    private static final int WHY_MAX = 1000;
    private static final String BEHIND = "An earlier event of this inspection is parked.";
    private static final String HELD =
            "This inspection is being restored, and events of other services come first.";
    private static final int HELD_PAGE = 100;
    private static final Duration RETRY_FOR = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final String AWAY = "The log is away.";
    private static final Logger LOG = Logger.getLogger(Writer.class);

    private final String service;
    private final Log log;
    private final Model<S> model;
    private final ReadModels readModels;
    private final Clock wallClock;
    private final Consumer<List<StoredEvent>> committed;
    private final BlockingQueue<Item<S>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Remembered<Loaded<S>> cache;
    private final Map<Partition, Long> nextOffsets = new HashMap<>();
    private Map<String, Long> knownHeld = Map.of();
    private long knownChange = -1;
    private volatile @Nullable String suspended;
    private volatile Consumer<Set<String>> readers = streams -> {};
    private volatile Appends appends = (events, nanos) -> {};
    private volatile Traces traces = Traces.NONE;
    private volatile boolean away;

    /** When the write in hand was begun, or the last one. */
    private volatile long writingSince;

    private volatile boolean writing;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Starts the writer's thread.
     *
     * @param service the service's name: the actor of its reactions
     * @param committed is handed the own events of every commit, in order; must not wait
     */
    public Writer(
            String service,
            Log log,
            Model<S> model,
            ReadModels readModels,
            Clock wallClock,
            Consumer<List<StoredEvent>> committed) {
        this.service = service;
        this.log = log;
        this.model = model;
        this.readModels = readModels;
        this.wallClock = wallClock;
        this.committed = committed;
        this.cache =
                new Remembered<>(
                        Runtime.getRuntime().maxMemory() / CACHE_SHARE,
                        loaded -> model.weight(loaded.state));
        this.thread = Thread.ofPlatform().name(service + "-writer").unstarted(this::run);
        thread.start();
    }

    /**
     * Queues a command; never blocks. Where it would have to wait for long it is answered {@link
     * Outcome.Unknown} at once.
     */
    public CompletableFuture<Outcome> submit(Command<S> command) {
        String why = unwilling();
        return why == null
                ? queue(new Item<>(command, null, null, null, null, null, traces.asker()))
                : CompletableFuture.completedFuture(new Outcome.Unknown(why));
    }

    /** Queues an operator's word that a parked record will never be applied; never blocks. */
    public CompletableFuture<Outcome> discard(Discard<S> discard) {
        String why = unwilling();
        return why == null
                ? queue(new Item<>(null, null, null, null, discard, null, traces.asker()))
                : CompletableFuture.completedFuture(new Outcome.Unknown(why));
    }

    /** Tells readers after every commit of which streams there may be something new. */
    public void tell(Consumer<Set<String>> readers) {
        this.readers = readers;
    }

    /** Is told of every commit of own events. */
    public interface Appends {
        /**
         * One commit; told by the writer's thread.
         *
         * @param events in it
         * @param nanos from the first statement to the end of the commit
         */
        void appended(int events, long nanos);
    }

    /** Measures commits from here on. */
    public void measure(Appends appends) {
        this.appends = appends;
    }

    /** Shows what is appended and received from here on. */
    public void trace(Traces traces) {
        this.traces = traces;
    }

    /** Why a command is not even queued now. */
    private @Nullable String unwilling() {
        String why = suspended;
        if (why != null) {
            return why;
        }
        if (away) {
            return AWAY;
        }
        Item<S> oldest = queue.peek();
        boolean late =
                (writing && lasts(writingSince)) || (oldest != null && lasts(oldest.queuedAt));
        return late ? "The log is slow." : null;
    }

    private static boolean lasts(long since) {
        return System.nanoTime() - since > PATIENCE.toNanos();
    }

    /** Carries out no command from here on: each is answered as unknown, with this sentence. */
    public void suspend(String why) {
        suspended = why;
    }

    /** Carries out commands again. */
    public void resume() {
        suspended = null;
    }

    /**
     * Takes back own events that the log had lost; those it has are passed over.
     *
     * @param events in order of position, without gaps, their chains checked; all of a command's
     * @param answers what a repeat of their commands is answered with: the first answers are lost
     */
    public CompletableFuture<Outcome> restore(List<StoredEvent> events, RestoredAnswer answers)
            throws InterruptedException {
        var restored = new Restored(List.copyOf(events), answers);
        return put(new Item<>(null, null, null, null, null, restored, null));
    }

    /** What a repeat of a command is answered with that is known from its events alone. */
    public interface RestoredAnswer {
        /** The answer to keep; {@code version} is that of the command's last event. */
        byte[] keep(String stream, long version);
    }

    private record Restored(List<StoredEvent> events, RestoredAnswer answers) {}

    /** Queues a record of another service's topic; blocks while the queue is full. */
    public CompletableFuture<Outcome> receive(Arrival<S> arrival) throws InterruptedException {
        return put(new Item<>(null, arrival, null, null, null, null, null));
    }

    /** Tries a waiting reaction again; blocks while the queue is full. */
    public CompletableFuture<Outcome> retry(Log.Waiting waiting, Arrival.Handler<S> handler)
            throws InterruptedException {
        return put(new Item<>(null, null, waiting, handler, null, null, null));
    }

    /** Whether the log does not answer, as far as is known. */
    public boolean away() {
        return away;
    }

    /** Whether the writer's thread lives. */
    public boolean running() {
        return thread.isAlive();
    }

    /** Items that wait for the next write. */
    public int queued() {
        return queue.size();
    }

    /** Finishes what is queued, then stops. What cannot be finished is answered as unknown. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(RETRY_FOR.plusSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        failQueued();
    }

    private CompletableFuture<Outcome> queue(Item<S> item) {
        if (closing) {
            item.answer.complete(new Outcome.Unknown("The service is stopping."));
        } else if (!queue.offer(item)) {
            item.answer.complete(new Outcome.Unknown("Too many commands are waiting."));
        } else if (!thread.isAlive()) {
            failQueued(); // it stopped between the two: nobody else would answer
        }
        return item.answer;
    }

    private CompletableFuture<Outcome> put(Item<S> item) throws InterruptedException {
        while (!queue.offer(item, 100, TimeUnit.MILLISECONDS)) {
            if (!thread.isAlive()) {
                break;
            }
        }
        if (!thread.isAlive()) {
            item.answer.complete(new Outcome.Unknown("The service is stopping."));
        }
        return item.answer;
    }

    private void failQueued() {
        for (Item<S> item = queue.poll(); item != null; item = queue.poll()) {
            item.answer.complete(new Outcome.Unknown("The service is stopping."));
        }
    }

    private void run() {
        var items = new ArrayList<Item<S>>(BATCH_MAX);
        try {
            while (true) {
                Item<S> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return;
                    }
                    if (away && System.nanoTime() - writingSince > LOOK_EVERY.toNanos()) {
                        look();
                    }
                    continue;
                }
                items.add(first);
                queue.drainTo(items, BATCH_MAX - 1);
                try {
                    writeAll(items);
                } catch (RuntimeException | Error unforeseen) {
                    // Whatever happens, the one writer lives on.
                    LOG.error("A batch could not be dealt with", unforeseen);
                    forget();
                    items.forEach(item -> item.answer.complete(new Outcome.Broken(unforeseen)));
                }
                items.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            items.forEach(
                    item -> item.answer.complete(new Outcome.Unknown("The service is stopping.")));
            failQueued();
        }
    }

    private void writeAll(List<Item<S>> items) throws InterruptedException {
        try {
            write(items);
        } catch (Log.Unavailable gone) {
            var unknown = new Outcome.Unknown(String.valueOf(gone.getMessage()));
            items.forEach(item -> item.answer.complete(unknown));
            away = true;
            queue.removeIf(item -> item.asked() && item.answer.complete(unknown));
        } catch (RuntimeException | Error broken) {
            forget();
            if (items.size() > 1) {
                for (Item<S> item : items) {
                    writeAll(List.of(item));
                }
            } else {
                fail(items.getFirst(), broken);
            }
        }
    }

    private void fail(Item<S> item, Throwable broken) throws InterruptedException {
        if (item.arrival != null && item.parkBecause == null) {
            StoredEvent event = item.arrival.event();
            say(
                    event == null ? null : event.correlation(),
                    () ->
                            LOG.warnf(
                                    broken,
                                    "Parking %s, %s/%d at %d",
                                    event == null ? "what is no event" : event.id(),
                                    item.arrival.topic(),
                                    item.arrival.partition(),
                                    item.arrival.offset()));
            writeAll(List.of(item.parked(broken)));
        } else if (broken instanceof UnknownEvent) {
            LOG.warnf("A command waits for a newer build: %s", broken.getMessage());
            item.answer.complete(new Outcome.Broken(broken));
        } else {
            say(
                    item.correlation(),
                    () -> LOG.error("A command failed; nothing of it is written", broken));
            item.answer.complete(new Outcome.Broken(broken));
        }
    }

    /** Says something of a request, whose id the line then carries. */
    private static void say(@Nullable String correlation, Runnable line) {
        if (correlation == null) {
            line.run();
            return;
        }
        MDC.put(Traces.REQUEST_ID, correlation);
        try {
            line.run();
        } finally {
            MDC.remove(Traces.REQUEST_ID);
        }
    }

    /** Whether the log is back, when nobody asks for a write. */
    private void look() {
        begin();
        try {
            log.write(Log.Tx::head);
            away = false;
            LOG.info("The log is back");
        } catch (RuntimeException | Error still) {
            LOG.debugf("The log is away: %s", still.getMessage());
        } finally {
            writing = false;
        }
    }

    private void begin() {
        writingSince = System.nanoTime(); // before it counts
        writing = true;
    }

    /** One write, repeated while the storage is away for a short time, then the answers. */
    private void write(List<Item<S>> items) throws InterruptedException {
        begin();
        try {
            writeWithin(items, writingSince + RETRY_FOR.toNanos());
        } finally {
            writing = false;
        }
    }

    private void writeWithin(List<Item<S>> items, long giveUp) throws InterruptedException {
        Set<String> commands = commandsOf(items);
        for (long pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
            try {
                Round round =
                        log.write(
                                commands,
                                tx -> {
                                    var attempt = new Round(tx, items, commands);
                                    attempt.save();
                                    return attempt;
                                });
                away = false;
                round.commit();
                return;
            } catch (Log.Unavailable gone) {
                forget();
                if (closing || System.nanoTime() - giveUp > 0) {
                    throw gone;
                }
                LOG.warnf("The log is away, trying again: %s", gone.getMessage());
                Thread.sleep(
                        pauseMs); // a growing pause between attempts, not a wait for a condition
            }
        }
    }

    /** Ids of commands that may have been carried out before. */
    private static <S> Set<String> commandsOf(List<Item<S>> items) {
        var ids = new HashSet<String>();
        for (Item<S> item : items) {
            if (item.command != null) {
                ids.add(item.command.id());
            } else if (item.waiting != null) {
                ids.add(reactionId(item.waiting.event()));
            } else if (item.discard != null) {
                ids.add(item.discard.command().id());
            }
        }
        return ids;
    }

    /** Drops what is known of the log; the next write reads it anew. */
    private void forget() {
        cache.clear();
        nextOffsets.clear();
        knownChange = -1;
    }

    private static String reactionId(StoredEvent event) {
        return "on:" + event.id();
    }

    private Command<S> reactionTo(StoredEvent event, Arrival.Reaction<S> reaction) {
        // A reaction inherits its cause's business time and correlation, and is done for whoever
        // began the chain.
        return new Command<>(
                reaction.stream(),
                reactionId(event),
                event.hash(),
                service,
                event.id(),
                event.correlation(),
                event.occurredAt(),
                event.person().orElse(null),
                reaction.decide());
    }

    /**
     * What ends a parked record.
     *
     * @param event what the record holds; absent when it names no inspection, or its topic holds it
     *     no more
     * @param command says what happens then, in the stream of the event; of a record that names no
     *     inspection nothing but the answer
     */
    public record Discard<S>(
            String topic,
            int partition,
            long offset,
            @Nullable StoredEvent event,
            String reason,
            Command<S> command) {}

    /** A stream's state as of the last write. */
    private record Loaded<S>(
            S state,
            long version,
            byte[] hash,
            Map<String, Mark> marks,
            List<Discarded> discarded) {
        Loaded<S> with(S state, Map<String, Mark> marks) {
            return new Loaded<>(state, version, hash, marks, discarded);
        }

        boolean discards(StoredEvent event) {
            return discarded.stream().anyMatch(one -> one.names(event));
        }
    }

    /** A partition of a topic; another topic id is another topic. */
    private record Partition(String topic, String topicId, int number) {
        static Partition of(Arrival<?> arrival) {
            return new Partition(arrival.topic(), arrival.topicId(), arrival.partition());
        }
    }

    /**
     * Something queued: a command, an arrival, a waiting reaction and its handler, a discard, or
     * events to be restored.
     *
     * @param asker where in a trace it was asked for
     * @param queuedAt in nanoseconds of the system's
     */
    private record Item<S>(
            @Nullable Command<S> command,
            @Nullable Arrival<S> arrival,
            Log.@Nullable Waiting waiting,
            Arrival.@Nullable Handler<S> handler,
            @Nullable Discard<S> discard,
            @Nullable Restored restored,
            Traces.@Nullable Asker asker,
            @Nullable Throwable parkBecause,
            long queuedAt,
            CompletableFuture<Outcome> answer) {
        Item(
                @Nullable Command<S> command,
                @Nullable Arrival<S> arrival,
                Log.@Nullable Waiting waiting,
                Arrival.@Nullable Handler<S> handler,
                @Nullable Discard<S> discard,
                @Nullable Restored restored,
                Traces.@Nullable Asker asker) {
            this(
                    command,
                    arrival,
                    waiting,
                    handler,
                    discard,
                    restored,
                    asker,
                    null,
                    System.nanoTime(),
                    new CompletableFuture<>());
        }

        Item<S> parked(Throwable because) {
            return new Item<>(
                    command, arrival, waiting, handler, discard, restored, asker, because, queuedAt,
                    answer);
        }

        /** The request that it is done for, where one is known. */
        @Nullable String correlation() {
            return command != null
                    ? command.correlation()
                    : waiting != null
                            ? waiting.event().correlation()
                            : discard != null ? discard.command().correlation() : null;
        }

        /** Whether somebody waits for it who may ask again. */
        boolean asked() {
            return command != null || discard != null;
        }
    }

    /** What came of an item, to be shown when it is committed. */
    private record Traced<S>(
            Item<S> item, List<StoredEvent> appended, List<Log.Received> received) {}

    /** Makes a stream's state from its beginning. */
    private final class Fold implements Consumer<StoredEvent> {
        private S state = model.initial();

        @Override
        public void accept(StoredEvent event) {
            state = model.evolve(state, event);
        }
    }

    /** One write in the making. Holds everything apart from the cache until the commit. */
    private final class Round {
        private final Log.Tx tx;
        private final Log.Head head;
        private final Instant now = wallClock.instant().truncatedTo(ChronoUnit.MICROS);
        private final Map<String, Loaded<S>> touched = new HashMap<>();
        private final Map<String, Recorded> commands = new HashMap<>();
        private final List<Recorded> newCommands = new ArrayList<>();
        private final List<StoredEvent> newEvents = new ArrayList<>();
        private final List<StoredEvent> changes = new ArrayList<>();
        private final List<Log.Received> received = new ArrayList<>();
        private final Map<Partition, Offset> offsets = new HashMap<>();
        private final Set<String> unknown = new HashSet<>();
        private final List<Log.Parked> parked = new ArrayList<>();
        private final List<Offset> unparked = new ArrayList<>();
        private final List<Log.DiscardedRecord> discardedRecords = new ArrayList<>();
        private final List<Awaiting> awaiting = new ArrayList<>();
        private final List<Awaiting> fulfilled = new ArrayList<>();
        private final Map<String, Long> held;
        private final Set<String> heldChanged = new HashSet<>();
        private final List<Runnable> answers = new ArrayList<>();
        private final @Nullable List<Traced<S>> traced = traces.on() ? new ArrayList<>() : null;
        private boolean restoring;

        Round(Log.Tx tx, List<Item<S>> items, Set<String> known) {
            this.tx = tx;
            this.head = tx.head();
            if (head.change() != knownChange) {
                forget();
                this.held = new HashMap<>(tx.held());
            } else {
                this.held = new HashMap<>(knownHeld);
            }
            if (!known.isEmpty()) {
                commands.putAll(tx.commands(known));
            }
            items.forEach(this::add);
        }

        private void add(Item<S> item) {
            int appendedBefore = newEvents.size();
            int receivedBefore = received.size();
            Outcome outcome;
            if (item.arrival != null) {
                outcome = arrive(item.arrival, item.parkBecause);
            } else if (item.waiting != null && item.handler != null) {
                outcome = retry(item.waiting, item.handler);
            } else if (item.discard != null) {
                outcome = discard(item.discard);
            } else if (item.restored != null) {
                outcome = restore(item.restored);
            } else if (item.command != null) {
                outcome = decide(item.command);
                if (outcome instanceof Outcome.Waiting(String what)) {
                    outcome = new Outcome.Unknown(what); // only reactions may wait
                }
            } else {
                throw new IllegalStateException("Nothing is asked for.");
            }
            Outcome known = outcome;
            answers.add(() -> item.answer.complete(known));
            if (traced != null && item.restored == null) {
                traced.add(
                        new Traced<>(
                                item,
                                List.copyOf(newEvents.subList(appendedBefore, newEvents.size())),
                                List.copyOf(received.subList(receivedBefore, received.size()))));
            }
        }

        private void trace(Traced<S> one) {
            one.received.stream()
                    .filter(received -> !received.discarded())
                    .forEach(received -> traces.received(received.event(), one.item.queuedAt));
            one.appended.forEach(
                    event -> traces.appended(event, one.item.asker, one.item.queuedAt));
        }

        private Outcome restore(Restored restored) {
            var made = new LinkedHashMap<String, StoredEvent>();
            for (StoredEvent event : restored.events()) {
                long next = head.position() + newEvents.size() + 1;
                if (event.position() > next) {
                    throw new IllegalStateException(
                            "Position %d is to be restored before %d."
                                    .formatted(next, event.position()));
                }
                if (event.position() < next) {
                    continue; // another instance has restored it
                }
                if (!held.containsKey(event.stream())) {
                    Loaded<S> entry = entry(event.stream());
                    if (seenAll(event, entry.marks)) {
                        show(event, entry);
                    } else {
                        hold(event.stream(), entry.version);
                    }
                }
                newEvents.add(event);
                made.put(event.commandId(), event);
                restoring = true;
            }
            made.keySet().removeAll(tx.commands(made.keySet()).keySet());
            for (StoredEvent last : made.values()) {
                newCommands.add(
                        new Recorded(
                                last.commandId(),
                                last.stream(),
                                new byte[0],
                                last.version(),
                                restored.answers().keep(last.stream(), last.version())));
            }
            return new Committed(head.position() + newEvents.size(), new byte[0], !restoring);
        }

        private static boolean seenAll(StoredEvent event, Map<String, Mark> marks) {
            return Seen.read(event.seen()).entrySet().stream()
                    .allMatch(seen -> {
                        Mark mark = marks.get(seen.getKey());
                        return mark != null && mark.version() >= seen.getValue();
                    });
        }

        /** Applies an own event that stands in the log already, or will with this write. */
        private Loaded<S> show(StoredEvent event, Loaded<S> entry) {
            var discarded = new ArrayList<>(entry.discarded);
            if (event.type().equals(Discarded.TYPE)) {
                discarded.add(model.discarded(event));
            }
            var after =
                    new Loaded<>(
                            model.evolve(entry.state, event),
                            event.version(),
                            event.hash(),
                            entry.marks,
                            discarded);
            touched.put(event.stream(), after);
            changes.add(event);
            return after;
        }

        private void hold(String stream, long version) {
            held.put(stream, version);
            heldChanged.add(stream);
        }

        /** Applies the held events that have seen no more than is received by now. */
        private void release(String stream) {
            Loaded<S> entry = entry(stream);
            List<StoredEvent> page;
            do {
                page = tx.own(stream, entry.version, HELD_PAGE);
                for (StoredEvent event : page) {
                    if (!seenAll(event, entry.marks)) {
                        hold(stream, entry.version);
                        return;
                    }
                    entry = show(event, entry);
                }
            } while (page.size() == HELD_PAGE);
            held.remove(stream);
            heldChanged.add(stream);
        }

        /** Whether the next held event of its inspection was written before this one came. */
        private boolean comesTooEarly(StoredEvent event) {
            Long applied = held.get(event.stream());
            return applied != null
                    && tx.own(event.stream(), applied, 1).stream()
                            .anyMatch(next ->
                                    Seen.read(next.seen()).getOrDefault(event.topic(), 0L)
                                            < event.version());
        }

        private Outcome retry(Log.Waiting waiting, Arrival.Handler<S> handler) {
            Arrival.Reaction<S> reaction = handler.react(waiting.event());
            if (reaction == null) {
                reaction =
                        new Arrival.Reaction<>(
                                waiting.awaiting().target(), (state, version) -> Decision.accept());
            }
            Outcome outcome = decide(reactionTo(waiting.event(), reaction));
            if (outcome instanceof Committed) {
                fulfilled.add(waiting.awaiting());
            }
            return outcome;
        }

        /** The next offset of an arrival's partition, with what this very write has passed. */
        private long next(Arrival<S> arrival) {
            Partition partition = Partition.of(arrival);
            Offset passed = offsets.get(partition);
            return passed != null
                    ? passed.next()
                    : nextOffsets.computeIfAbsent(
                            partition, p -> tx.next(p.topic(), p.topicId(), p.number()));
        }

        private Outcome arrive(Arrival<S> arrival, @Nullable Throwable parkBecause) {
            if (!arrival.parked()) {
                long next = next(arrival);
                if (arrival.offset() < next) {
                    return new Committed(0, new byte[0], true); // applied or parked before
                }
                if (arrival.follows() > next) {
                    return new Outcome.Unknown("The record before it was not dealt with.");
                }
            }
            StoredEvent event = arrival.event();
            if (event == null) {
                String why = arrival.problem() == null ? "It is no event." : arrival.problem();
                return park(arrival, "", 0, "", why);
            }
            if (parkBecause != null) {
                // Not even looked at: its history may be what fails.
                unknown.add(event.stream());
                return park(
                        arrival,
                        event.stream(),
                        event.version(),
                        event.type(),
                        String.valueOf(parkBecause));
            }
            Loaded<S> entry = entry(event.stream());
            Mark mark = entry.marks.get(event.topic());
            long last = mark == null ? 0 : mark.version();
            if (event.version() <= last) {
                if (dealtWith(event, mark) || entry.discards(event)) {
                    passed(arrival);
                    return new Committed(entry.version, new byte[0], true);
                }
                return park(arrival, event, "A fork: another event has this version.");
            }
            if (mark != null && mark.parked() && !arrival.parked()) {
                return park(arrival, event, BEHIND);
            }
            if (event.version() != last + 1) {
                if (arrival.parked()) {
                    return new Outcome.Parked("Version %d comes first.".formatted(last + 1));
                }
                return park(arrival, event, "A gap: version %d is missing.".formatted(last + 1));
            }
            if (entry.discards(event)) {
                leaveOut(event, entry, entry);
                passed(arrival);
                if (held.containsKey(event.stream())) {
                    release(event.stream());
                }
                return new Committed(entry.version, new byte[0], true);
            }
            byte[] lastHash = mark == null ? HashChain.origin() : mark.hash();
            if (!Arrays.equals(event.previousHash(), lastHash) || !HashChain.intact(event)) {
                return park(arrival, event, "Its hash does not continue the chain.");
            }
            if (comesTooEarly(event)) {
                return arrival.parked() ? new Outcome.Parked(HELD) : park(arrival, event, HELD);
            }
            return apply(arrival, event, entry);
        }

        /**
         * Whether the same event was received before; of another one with its version it is not.
         */
        private boolean dealtWith(StoredEvent event, @Nullable Mark mark) {
            byte[] before =
                    mark != null && event.version() == mark.version()
                            ? mark.hash()
                            : tx.receivedHash(event.topic(), event.stream(), event.version());
            return Arrays.equals(before, event.hash()) || pendingHash(event);
        }

        /** Whether the same event was received earlier within this very write. */
        private boolean pendingHash(StoredEvent event) {
            return received.stream()
                    .map(Log.Received::event)
                    .anyMatch(other ->
                            other.id().equals(event.id())
                                    && Arrays.equals(other.hash(), event.hash()));
        }

        /**
         * Ends a parked record, once. What is parked is read within the write, so that nobody
         * drains it meanwhile; what this very write has drained before shows in its marks, and a
         * record drained or discarded already is refused.
         */
        private Outcome discard(Discard<S> discard) {
            if (commands.containsKey(discard.command().id())) {
                return decide(discard.command()); // said before: the first answer
            }
            Log.Parked parked = tx.parked(discard.topic(), discard.partition(), discard.offset());
            if (parked == null) {
                return refused(Refusal.Kind.MISSING, "No such record is parked.");
            }
            StoredEvent event = discard.event();
            if (event == null) {
                return parked.stream().isEmpty()
                        ? discardUnnamed(parked, discard)
                        : refused(
                                Refusal.Kind.CONFLICT,
                                "The topic holds this record no more, so that nobody can say what"
                                        + " would be discarded.");
            }
            if (!parked.stream().equals(event.stream()) || parked.version() != event.version()) {
                return refused(
                        Refusal.Kind.CONFLICT,
                        "What lies there can be read now, as version %d of %s: retry it."
                                .formatted(event.version(), event.stream()));
            }
            Loaded<S> entry = entry(event.stream());
            Mark mark = entry.marks.get(event.topic());
            long last = mark == null ? 0 : mark.version();
            if (event.version() <= last && (dealtWith(event, mark) || entry.discards(event))) {
                return refused(
                        Refusal.Kind.CONFLICT, "This event was applied or discarded meanwhile.");
            }
            Log.Parked first = tx.firstParked(event.topic(), event.stream());
            if (first != null
                    && (first.partition() != parked.partition()
                            || first.offset() != parked.offset())) {
                return refused(
                        Refusal.Kind.CONFLICT,
                        "Version %d of this inspection comes first, %s/%d/%d: retry or discard that"
                                        .formatted(
                                                first.version(),
                                                first.topic(),
                                                first.partition(),
                                                first.offset())
                                + " one before.");
            }
            if (event.version() > last + 1) {
                return refused(
                        Refusal.Kind.CONFLICT,
                        "Version %d is missing before it. What never came cannot be discarded: its"
                                        .formatted(last + 1)
                                + " topic has to bring it.");
            }
            Outcome outcome = decide(discard.command());
            if (outcome instanceof Committed) {
                Loaded<S> after = entry(event.stream());
                if (!after.discards(event)) {
                    throw new IllegalStateException(
                            event.id() + " was to be discarded, and nothing was written about it.");
                }
                if (event.version() == last + 1) {
                    leaveOut(event, entry, after);
                }
                end(parked);
                unknown.add(event.stream()); // is more of it parked? the log knows
            }
            return outcome;
        }

        private Outcome discardUnnamed(Log.Parked parked, Discard<S> discard) {
            if (ended(parked)) {
                return refused(Refusal.Kind.MISSING, "No such record is parked.");
            }
            Outcome outcome = decide(discard.command());
            if (outcome instanceof Committed) {
                discardedRecords.add(
                        new Log.DiscardedRecord(
                                parked,
                                discard.reason(),
                                discard.command().actor(),
                                discard.command().onBehalfOf(),
                                discard.command().correlation()));
                end(parked);
            }
            return outcome;
        }

        private Outcome refused(Refusal.Kind kind, String sentence) {
            return new Outcome.Refused(new Refusal(kind, sentence, List.of()));
        }

        private boolean ended(Log.Parked parked) {
            return unparked.contains(place(parked));
        }

        private void end(Log.Parked parked) {
            unparked.add(place(parked));
        }

        private Offset place(Log.Parked parked) {
            return new Offset(
                    parked.topic(), parked.topicId(), parked.partition(), parked.offset());
        }

        /** The event after it follows this one, whose content nobody is told. */
        private void leaveOut(StoredEvent event, Loaded<S> before, Loaded<S> after) {
            var marks = new HashMap<>(after.marks);
            Mark mark = marks.get(event.topic());
            marks.put(
                    event.topic(),
                    new Mark(event.version(), event.hash(), mark != null && mark.parked()));
            touched.put(event.stream(), after.with(after.state, marks));
            received.add(
                    new Log.Received(
                            event.envelope(),
                            before.version,
                            position(event.stream(), before.version),
                            true));
        }

        /**
         * The own position that something received comes after: the newest one, but where what was
         * restored follows it, that of the stream's own event before it.
         */
        private long position(String stream, long version) {
            if (!held.containsKey(stream)) {
                return head.position() + newEvents.size();
            }
            return version == 0
                    ? 0
                    : tx.own(stream, version - 1, 1).stream()
                            .findFirst()
                            .map(StoredEvent::position)
                            .orElse(head.position());
        }

        private Outcome apply(Arrival<S> arrival, StoredEvent event, Loaded<S> entry) {
            StoredEvent kept = arrival.handler().keeps(event) ? event : event.envelope();
            StoredEvent shown = arrival.handler().shows(event) ? event : event.envelope();
            S state;
            Arrival.Reaction<S> reaction;
            try {
                state = model.evolve(entry.state, kept);
                reaction = arrival.handler().react(event);
            } catch (Log.Unavailable away) {
                throw away;
            } catch (RuntimeException broken) {
                say(
                        event.correlation(),
                        () -> LOG.warnf(broken, "%s cannot be applied", event.id()));
                return park(arrival, event, String.valueOf(broken));
            }
            var marks = new HashMap<>(entry.marks);
            Mark before = marks.get(event.topic());
            marks.put(
                    event.topic(),
                    new Mark(event.version(), event.hash(), before != null && before.parked()));
            var received =
                    new Log.Received(
                            kept, entry.version, position(event.stream(), entry.version), false);
            touched.put(event.stream(), entry.with(state, marks));
            changes.add(shown);
            this.received.add(received);
            Outcome outcome = new Committed(entry.version, new byte[0], false);
            if (reaction != null) {
                outcome = decideFirst(reactionTo(event, reaction), event, outcome);
                String why =
                        switch (outcome) {
                            case Outcome.Refused(Refusal refusal) -> refusal.sentence();
                            case Outcome.Unknown(String restoring) -> restoring;
                            case Outcome.KeyReused() -> "Another event has caused its reaction.";
                            case Outcome.Waiting(String what) when kept.data() == null ->
                                    "It must wait, and its bytes are not kept: " + what;
                            default -> null;
                        };
                if (why != null) {
                    // As if it had never been applied: the read models must not know it either.
                    touched.put(event.stream(), entry);
                    changes.remove(shown);
                    this.received.remove(received);
                    return park(arrival, event, why);
                }
                if (outcome instanceof Outcome.Waiting(String what)) {
                    awaiting.add(
                            new Awaiting(
                                    event.topic(),
                                    event.stream(),
                                    event.version(),
                                    reaction.stream(),
                                    what,
                                    now));
                }
            }
            passed(arrival);
            if (held.containsKey(event.stream())) {
                release(event.stream());
            }
            return outcome;
        }

        /**
         * Decides a reaction to an event that arrives for the first time. After a restoration it
         * may have arrived before: then what was decided stands, and only that it waited is found
         * out again.
         */
        private Outcome decideFirst(Command<S> reaction, StoredEvent event, Outcome nothing) {
            boolean again = held.containsKey(event.stream());
            if (again || !reaction.stream().equals(event.stream())) {
                // Else no event can have come of it, or a later own event would have seen it.
                commands.putAll(tx.commands(List.of(reaction.id())));
            }
            if (!again || commands.containsKey(reaction.id())) {
                return decide(reaction);
            }
            Loaded<S> entry = entry(reaction.stream());
            if (!reaction.stream().equals(event.stream()) && held.containsKey(reaction.stream())) {
                return new Outcome.Unknown(HELD);
            }
            return reaction.decide().decide(entry.state, entry.version)
                            instanceof Decision.Await(String what)
                    ? new Outcome.Waiting(what)
                    : nothing;
        }

        private void passed(Arrival<S> arrival) {
            if (arrival.parked()) {
                StoredEvent event = arrival.event();
                if (event != null) {
                    unknown.add(event.stream()); // is more of it parked? the log knows
                }
                unparked.add(
                        new Offset(
                                arrival.topic(),
                                arrival.topicId(),
                                arrival.partition(),
                                arrival.offset()));
            } else {
                offsets.put(
                        Partition.of(arrival),
                        new Offset(
                                arrival.topic(),
                                arrival.topicId(),
                                arrival.partition(),
                                arrival.offset() + 1));
            }
        }

        private Outcome park(Arrival<S> arrival, StoredEvent event, String why) {
            // From here on every later event of this inspection parks behind it.
            Loaded<S> entry = entry(event.stream());
            Mark mark = entry.marks.get(event.topic());
            var marks = new HashMap<>(entry.marks);
            marks.put(
                    event.topic(),
                    mark == null
                            ? new Mark(0, HashChain.origin(), true)
                            : new Mark(mark.version(), mark.hash(), true));
            touched.put(event.stream(), entry.with(entry.state, marks));
            return park(arrival, event.stream(), event.version(), event.type(), why);
        }

        private Outcome park(
                Arrival<S> arrival, String stream, long version, String type, String because) {
            String why = printable(because);
            StoredEvent of = arrival.event();
            say(
                    of == null ? null : of.correlation(),
                    () ->
                            LOG.logf(
                                    arrival.parked()
                                                    || because.equals(BEHIND)
                                                    || because.equals(HELD)
                                            ? Level.DEBUG
                                            : Level.WARN,
                                    "Parking version %d of %s, %s/%d at %d: %s",
                                    version,
                                    stream,
                                    arrival.topic(),
                                    arrival.partition(),
                                    arrival.offset(),
                                    why));
            parked.add(
                    new Log.Parked(
                            arrival.topic(),
                            arrival.topicId(),
                            arrival.partition(),
                            arrival.offset(),
                            stream,
                            version,
                            type,
                            why,
                            now));
            if (!arrival.parked()) {
                passed(arrival);
            }
            return new Outcome.Parked(why);
        }

        private Outcome decide(Command<S> command) {
            // A fresh arrival needs no look-up: its mark moves with its reaction, so it reacts
            // once.
            Recorded before = commands.get(command.id());
            if (before != null) {
                return before.bodyHash().length == 0
                                || Arrays.equals(before.bodyHash(), command.bodyHash())
                        ? new Committed(before.version(), before.answer(), true)
                        : new Outcome.KeyReused();
            }
            if (held.containsKey(command.stream())) {
                return new Outcome.Unknown(HELD);
            }
            Loaded<S> entry = entry(command.stream());
            return switch (command.decide().decide(entry.state, entry.version)) {
                case Decision.Refuse(Refusal refusal) -> new Outcome.Refused(refusal);
                case Decision.Await(String what) -> new Outcome.Waiting(what);
                case Decision.Accept accepted when tooLarge(accepted) ->
                        new Outcome.Refused(
                                new Refusal(
                                        Refusal.Kind.INVALID,
                                        "This would make a fact too large to be passed on.",
                                        List.of(
                                                new Refusal.Violation(
                                                        "body",
                                                        "at most %d bytes in one event"
                                                                .formatted(EVENT_BYTES_MAX)))));
                case Decision.Accept accepted -> {
                    Loaded<S> after = append(command, entry, accepted.events());
                    touched.put(command.stream(), after);
                    var recorded =
                            new Recorded(
                                    command.id(),
                                    command.stream(),
                                    command.bodyHash(),
                                    after.version,
                                    accepted.answer());
                    commands.put(command.id(), recorded);
                    newCommands.add(recorded);
                    yield new Committed(after.version, accepted.answer(), false);
                }
            };
        }

        private Loaded<S> append(Command<S> command, Loaded<S> entry, List<NewEvent> news) {
            S state = entry.state;
            long version = entry.version;
            byte[] hash = entry.hash;
            var discarded = new ArrayList<>(entry.discarded);
            var appended = new ArrayList<StoredEvent>(news.size());
            var seen = new TreeMap<String, Long>();
            entry.marks.forEach((topic, mark) -> {
                if (mark.version() > 0) {
                    seen.put(topic, mark.version());
                }
            });
            String seenText = Seen.write(seen);
            for (NewEvent fresh : news) {
                version++;
                var unhashed =
                        new StoredEvent(
                                fresh.topic(),
                                head.position() + newEvents.size() + appended.size() + 1,
                                command.stream(),
                                version,
                                fresh.type(),
                                fresh.typeVersion(),
                                fresh.data(),
                                command.actor(),
                                command.causation(),
                                command.correlation(),
                                command.id(),
                                appended.size(),
                                command.occurredAt().truncatedTo(ChronoUnit.MICROS),
                                now,
                                seenText,
                                hash,
                                hash,
                                command.onBehalfOf());
                hash = HashChain.hash(unhashed);
                StoredEvent event = withHash(unhashed, hash);
                state = model.evolve(state, event);
                appended.add(event);
                if (event.type().equals(Discarded.TYPE)) {
                    discarded.add(model.discarded(event));
                }
            }
            newEvents.addAll(appended);
            changes.addAll(appended);
            return new Loaded<>(state, version, hash, entry.marks, discarded);
        }

        private Loaded<S> entry(String stream) {
            Loaded<S> entry = touched.get(stream);
            if (entry == null) {
                entry = cache.get(stream);
            }
            if (entry == null) {
                var fold = new Fold();
                Log.History history = tx.history(stream, model.envelopes(), fold);
                entry =
                        new Loaded<>(
                                fold.state,
                                history.version(),
                                history.hash(),
                                history.marks(),
                                history.discards().stream().map(model::discarded).toList());
                touched.put(stream, entry);
            }
            return entry;
        }

        /** Whether anything is to be written: refusals, repeats and waiting change nothing. */
        private boolean changesNothing() {
            return newCommands.isEmpty()
                    && newEvents.isEmpty()
                    && received.isEmpty()
                    && offsets.isEmpty()
                    && parked.isEmpty()
                    && unparked.isEmpty()
                    && fulfilled.isEmpty();
        }

        void save() {
            if (changesNothing()) {
                return;
            }
            for (String stream : heldChanged) {
                Long applied = held.get(stream);
                if (applied == null) {
                    tx.release(stream);
                } else {
                    tx.hold(stream, applied);
                }
            }
            if (restoring) {
                tx.published(head.position() + newEvents.size());
            }
            tx.save(
                    new Log.Batch(
                            new Log.Head(head.position() + newEvents.size(), head.change() + 1),
                            newEvents,
                            newCommands,
                            received,
                            offsets.values(),
                            parked,
                            unparked,
                            discardedRecords,
                            awaiting,
                            fulfilled,
                            now));
            if (!changes.isEmpty()) {
                readModels.apply(changes);
            }
        }

        void commit() {
            knownHeld = held;
            cache.putAll(touched);
            unknown.forEach(cache::remove);
            offsets.forEach((partition, offset) -> nextOffsets.put(partition, offset.next()));
            if (changesNothing()) {
                knownChange = head.change();
            } else {
                knownChange = head.change() + 1;
            }
            if (!newEvents.isEmpty()) {
                appends.appended(newEvents.size(), System.nanoTime() - writingSince);
                committed.accept(newEvents);
            }
            if (!changesNothing()) {
                readers.accept(touched.keySet());
            }
            if (traced != null) {
                traced.forEach(this::trace);
            }
            answers.forEach(Runnable::run);
        }
    }

    /** Short, and without the one character that PostgreSQL cannot keep. */
    private static String printable(String text) {
        String kept = text.replace('\0', ' ');
        return kept.length() > WHY_MAX ? kept.substring(0, WHY_MAX) : kept;
    }

    private static boolean tooLarge(Decision.Accept accepted) {
        return accepted.events().stream().anyMatch(event -> event.data().length > EVENT_BYTES_MAX);
    }

    private static StoredEvent withHash(StoredEvent e, byte[] hash) {
        return new StoredEvent(
                e.topic(),
                e.position(),
                e.stream(),
                e.version(),
                e.type(),
                e.typeVersion(),
                e.data(),
                e.actor(),
                e.causation(),
                e.correlation(),
                e.commandId(),
                e.ordinal(),
                e.occurredAt(),
                e.recordedAt(),
                e.seen(),
                e.previousHash(),
                hash,
                e.onBehalfOf());
    }
}
