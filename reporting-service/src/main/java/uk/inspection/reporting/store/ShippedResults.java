package uk.inspection.reporting.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import uk.inspection.contract.Codec;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.reporting.domain.PublishedResult;
import uk.inspection.reporting.domain.PublishedResultDecider;

/**
 * The published results that come with the release, imported at the start like any other: the
 * national comparison is full on the first day. However often and by however many instances they
 * are handed in, each is written once, for its command's id follows from what it says.
 */
@ApplicationScoped
public class ShippedResults {
    private static final String FILE = "/published-results.json";
    private static final String SERVICE = "reporting-service";
    private static final long PAUSE_MS = 1000;
    private static final Logger LOG = Logger.getLogger(ShippedResults.class);

    private final Reports reports;
    private final Answers answers;
    private final ObjectMapper json;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** The form of the file; {@code note} says what it is. */
    record Shipped(String note, List<PublishedResult> results) {}

    ShippedResults(Reports reports, Answers answers, ObjectMapper json, Clock clock) {
        this.reports = reports;
        this.answers = answers;
        this.json = json;
        this.clock = clock;
    }

    /** Beside the start, which waits neither for the database's writer nor for this. */
    void start(@Observes StartupEvent start) {
        Thread.ofVirtual().name("shipped-results").start(this::importAll);
    }

    void stop(@Observes ShutdownEvent stop) {
        stopped.countDown();
    }

    /** Whether a release brought what an event says. */
    static boolean brought(StoredEvent event) {
        return event.actor().equals(SERVICE);
    }

    /** What importing them all takes, a command each. */
    List<Command<Kept>> commands() {
        return PublishedResults.sound(read().results()).stream().map(this::command).toList();
    }

    Command<Kept> command(PublishedResultImported result) {
        String stream = PublishedResults.id(result);
        String says = new String(Codec.encode(result), StandardCharsets.UTF_8);
        String id = "shipped/" + PublishedResults.digest(stream, says);
        return new Command<>(
                stream,
                id,
                id.getBytes(StandardCharsets.UTF_8),
                SERVICE,
                null,
                id,
                clock.instant(),
                PublishedResults.decide(
                        result,
                        PublishedResultDecider::ship,
                        answers,
                        (version, _) -> Answer.untagged(version)));
    }

    private Shipped read() {
        try (InputStream in = ShippedResults.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("The published results are not shipped.");
            }
            return json.readValue(in, Shipped.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The published results cannot be read.", e);
        }
    }

    private void importAll() {
        try {
            List<Command<Kept>> left = commands();
            while (!left.isEmpty()) {
                left = submit(left);
                if (!left.isEmpty() && stopped.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                    return; // the next start goes on
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Importing the shipped results was interrupted");
        } catch (RuntimeException broken) {
            LOG.error("The shipped results cannot be imported", broken);
        }
    }

    /** What has to be handed in again: of these it is not known whether they were written. */
    private List<Command<Kept>> submit(List<Command<Kept>> commands) throws InterruptedException {
        List<CompletableFuture<Outcome>> outcomes = commands.stream().map(reports::submit).toList();
        var again = new ArrayList<Command<Kept>>();
        for (int i = 0; i < outcomes.size(); i++) {
            try {
                switch (outcomes.get(i).get()) {
                    case Outcome.Committed _ -> {}
                    case Outcome.Unknown _ -> again.add(commands.get(i));
                    case Outcome never ->
                            LOG.errorf("A shipped result cannot be imported: %s", never);
                }
            } catch (ExecutionException e) {
                LOG.errorf(e, "A shipped result cannot be imported");
            }
        }
        return again;
    }
}
