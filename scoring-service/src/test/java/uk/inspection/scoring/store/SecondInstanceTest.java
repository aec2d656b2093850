package uk.inspection.scoring.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.scoring.ScoringServiceStack;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.projection.ScoreReadModels;

/** Writers that know nothing but the database: after a restart, or beside one another. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class SecondInstanceTest {
    @Inject EventStore eventStore;
    @Inject ScoreReadModels readModels;
    @Inject Arrival.Handler<State> handler;

    private final String inspection = UUID.randomUUID().toString();
    private final List<StoredEvent> cases = new ArrayList<>();

    @Test
    void a_writer_that_starts_anew_counts_on_from_what_is_kept() throws Exception {
        StoredEvent announced = next(announcement());
        StoredEvent sampled = next(sampled("A"));
        StoredEvent judged = next(judged("A", 1, "sufficient"));
        try (var before = writer()) {
            for (StoredEvent event : List.of(announced, sampled, judged)) {
                committed(before.receive(arrival(event)));
            }
        }
        try (var after = writer()) {
            committed(after.receive(arrival(judged))); // delivered again
            committed(after.receive(arrival(next(judged("A", 2, "insufficient")))));
            committed(after.receive(arrival(next(new FieldworkClosed(1, 1)))));
        }

        List<StoredEvent> scores = eventStore.log().stream(inspection, 0, 10);
        assertThat(scores)
                .extracting(StoredEvent::type)
                .containsExactly("ScoreChanged", "ScoreChanged", "ScoresFinalised");
        assertThat(((ScoreChanged) InspectionScores.read(scores.get(1))).causedBy())
                .containsExactly(4L);
        var last = (ScoresFinalised) InspectionScores.read(scores.getLast());
        assertThat(last.judged()).isEqualTo(1);
        assertThat(((Scores.Pooled) last.scores()).headlines().get(1))
                .extracting(Scores.Tally::sufficient, Scores.Tally::applicable)
                .containsExactly(0, 1);
    }

    @Test
    void two_writers_that_receive_the_same_events_give_out_each_score_once() throws Exception {
        next(announcement());
        for (int i = 0; i < 30; i++) {
            next(sampled("case-" + i));
            next(judged("case-" + i, 1, i % 3 == 0 ? "sufficient" : "insufficient"));
        }
        try (var one = writer();
                var other = writer()) {
            for (StoredEvent event : cases) {
                var first = one.receive(arrival(event));
                var second = other.receive(arrival(event));
                committed(first);
                committed(second);
            }
        }

        List<StoredEvent> scores = eventStore.log().stream(inspection, 0, 100);
        assertThat(scores).hasSize(59); // a judgement each, and a case each after the first
        var last = (ScoreChanged) InspectionScores.read(scores.getLast());
        assertThat(last.judged()).isEqualTo(30);
        assertThat(((Scores.Pooled) last.scores()).headlines().get(1))
                .extracting(Scores.Tally::sufficient, Scores.Tally::applicable)
                .containsExactly(10, 30);
    }

    @Test
    void a_live_reader_resumes_at_another_instance_without_loss_or_repetition() throws Exception {
        next(announcement());
        next(sampled("A"));
        for (int revision = 1; revision <= 16; revision++) {
            next(judged("A", revision, revision % 2 == 0 ? "sufficient" : "insufficient"));
        }
        Tail<StoredEvent> here = eventStore.tail();
        var there = Tail.of(eventStore.log(), new Signal()); // which nobody wakes
        var read = new ArrayList<Long>();
        long at = eventStore.log().position();
        try (var one = writer();
                var other = writer()) {
            for (StoredEvent event : cases) {
                Writer<State> writer = event.version() % 3 == 0 ? other : one;
                committed(writer.receive(arrival(event)));
                // The reader changes instances at every second event.
                Tail<StoredEvent> tail = event.version() / 2 % 2 == 0 ? here : there;
                if (event.version() > 2) {
                    at = readOne(tail, at, read);
                }
            }
        }
        assertThat(here.next(at, 100, Duration.ZERO)).noneMatch(this::isOfThisInspection);
        assertThat(read).containsExactlyElementsOf(LongStream.rangeClosed(1, 16).boxed().toList());
    }

    /** Reads on to the next score of this inspection, wherever it was written. */
    private long readOne(Tail<StoredEvent> tail, long after, List<Long> read)
            throws InterruptedException {
        long at = after;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            for (StoredEvent event : tail.next(at, 1, Duration.ofSeconds(1))) {
                at = event.position();
                if (isOfThisInspection(event)) {
                    read.add(event.version());
                    return at;
                }
            }
        }
        throw new AssertionError("The next score does not come.");
    }

    private boolean isOfThisInspection(StoredEvent event) {
        return event.stream().equals(inspection);
    }

    private Writer<State> writer() {
        return new Writer<>(
                "scoring-service",
                eventStore.log(),
                new InspectionScores.ScoreModel(),
                readModels,
                Clock.systemUTC(),
                _ -> {});
    }

    private static void committed(CompletableFuture<Outcome> outcome)
            throws InterruptedException, ExecutionException {
        assertThat(outcome.get()).isInstanceOf(Outcome.Committed.class);
    }

    /** From a partition that the service's own subscription does not read. */
    private Arrival<State> arrival(StoredEvent event) {
        return new Arrival<>(
                InspectionScores.CASES,
                "of " + inspection,
                99,
                event.version() - 1,
                event,
                null,
                false,
                handler);
    }

    private StoredEvent next(CaseEvent event) {
        byte[] previous = cases.isEmpty() ? HashChain.origin() : cases.getLast().hash();
        StoredEvent next =
                stored(event, previous, HashChain.hash(stored(event, previous, previous)));
        cases.add(next);
        return next;
    }

    private StoredEvent stored(CaseEvent event, byte[] previous, byte[] hash) {
        long version = cases.size() + 1L;
        var at = java.time.Instant.parse("2009-04-20T09:00:00Z").plusSeconds(version);
        return new StoredEvent(
                InspectionScores.CASES,
                version,
                inspection,
                version,
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event),
                "lead",
                null,
                "correlation",
                "command-" + version,
                0,
                at,
                at,
                "",
                previous,
                hash);
    }

    private static CaseEvent announcement() {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                InspectionKind.CORE,
                Frameworks.newest("cci-2009").orElseThrow(),
                "lead",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    private static CaseEvent sampled(String caseId) {
        return new CaseSampled(caseId, Sentence.COMMUNITY, "14-15", "male", false);
    }

    private static CaseEvent judged(String caseId, int revision, String code) {
        var answers = new TreeMap<String, String>();
        answers.put("1.1.1", code);
        return new CaseJudged(caseId, revision, answers);
    }
}
