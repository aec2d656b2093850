package uk.inspection.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.eventstore.testing.Notes.NOON;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

/** A stream that is larger than what a service could hold at once. */
class LongStreamTest {
    private static final int EVENTS = 12_000;
    private static final String TEXT = "x".repeat(3000);
    private static final long ALL_BYTES = (long) EVENTS * TEXT.length();

    private static final Arrival.Handler<Sum> HANDLER =
            new Arrival.Handler<>() {
                @Override
                public Arrival.@Nullable Reaction<Sum> react(StoredEvent event) {
                    return null;
                }

                @Override
                public boolean keeps(StoredEvent event) {
                    return true;
                }
            };

    private final TestDatabase database = TestDatabase.on(SharedStack.get());

    /** How many events there were, and which in which order. */
    private record Sum(long events, String digest) {
        Sum and(StoredEvent event) {
            byte[] all = (digest + event.id() + new String(event.bytes(), UTF_8)).getBytes(UTF_8);
            return new Sum(events + 1, HexFormat.of().formatHex(HashChain.sha256().digest(all)));
        }
    }

    /** Looks how much memory is taken when the last event is told. */
    private static final class Summing implements Model<Sum> {
        private long takenAtTheEnd;

        @Override
        public Sum initial() {
            return new Sum(0, "");
        }

        @Override
        public Sum evolve(Sum sum, StoredEvent event) {
            if (sum.events == EVENTS - 1) {
                takenAtTheEnd = taken();
            }
            return sum.and(event);
        }
    }

    @Test
    void a_fresh_writer_comes_to_the_same_state_and_holds_a_page_of_it_at_a_time()
            throws Exception {
        Sum kept;
        try (var writer = writer(new Summing())) {
            var told = new Told("long");
            var answers = new ArrayDeque<CompletableFuture<Outcome>>();
            for (int i = 0; i < EVENTS; i++) {
                answers.add(
                        i % 3 == 0
                                ? writer.receive(arrival(i / 3, told.next(i + TEXT)))
                                : writer.submit(command("c" + i, Notes.accept(i + TEXT))));
                if (answers.size() == Writer.BATCH_MAX) {
                    committed(answers);
                }
            }
            committed(answers);
            kept = state(writer);
        }
        assertThat(kept.events).isEqualTo(EVENTS);

        var summing = new Summing();
        try (var fresh = writer(summing)) {
            long before = taken();
            assertThat(state(fresh)).isEqualTo(kept);
            assertThat(summing.takenAtTheEnd - before).isLessThan(ALL_BYTES / 8);
        }
    }

    private static void committed(Deque<CompletableFuture<Outcome>> answers) throws Exception {
        while (!answers.isEmpty()) {
            assertThat(answers.remove().get()).isInstanceOf(Committed.class);
        }
    }

    /** The state that a writer decides by. */
    private static Sum state(Writer<Sum> writer) throws Exception {
        var seen = new CompletableFuture<Sum>();
        writer.submit(
                command(
                        "look",
                        (sum, version) -> {
                            seen.complete(sum);
                            return Notes.refuse("only looking");
                        }));
        return seen.get();
    }

    private static Command<Sum> command(String id, Decision decision) {
        return command(id, (sum, version) -> decision);
    }

    private static Command<Sum> command(String id, Command.Decide<Sum> rule) {
        return new Command<>(
                "long", id, id.getBytes(UTF_8), "inspector-1", null, "request-" + id, NOON, rule);
    }

    private static Arrival<Sum> arrival(long offset, StoredEvent event) {
        return new Arrival<>(Notes.TOLD, "id", 0, offset, event, null, false, HANDLER);
    }

    private Writer<Sum> writer(Model<Sum> model) {
        return new Writer<>(
                "note-service", database.log(), model, _ -> {}, Clock.systemUTC(), _ -> {});
    }

    /** What is left when nothing is left that nobody needs. */
    private static long taken() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
