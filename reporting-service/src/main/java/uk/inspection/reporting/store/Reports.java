package uk.inspection.reporting.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Definition;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.PublishedResultDecider.Standing;
import uk.inspection.reporting.domain.Refused;
import uk.inspection.reporting.domain.ReportCommand;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.domain.ReportState;
import uk.inspection.reporting.inbound.UpstreamEvents;
import uk.inspection.reporting.projection.PublishedResultReadModels;
import uk.inspection.reporting.projection.ReportReadModels;

/** Reports, kept as events: one stream an inspection. Imported results have streams beside them. */
@ApplicationScoped
public class Reports {
    public static final String TOPIC = "report-events";

    private final EventStore eventStore;
    private final ReportReadModels readModels;
    private final PublishedResultReadModels publishedResults;
    private final Answers answers;
    private volatile @Nullable Writer<Kept> writer;

    /** What a stream keeps; its first event tells. */
    sealed interface Kept {
        record AReport(ReportState state) implements Kept {}

        record AnImportedResult(Standing standing) implements Kept {}
    }

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /** The answer; called on the writer's thread. */
        Answer answer(ReportState after, long version);
    }

    Reports(
            EventStore eventStore,
            ReportReadModels readModels,
            PublishedResultReadModels publishedResults,
            Answers answers) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.publishedResults = publishedResults;
        this.answers = answers;
    }

    void start(@Observes StartupEvent start) {
        writer =
                eventStore.open(
                        new Definition<>(
                                List.of(TOPIC),
                                new KeptModel(),
                                this::apply,
                                UpstreamEvents.TOPICS,
                                new UpstreamEvents<>()));
    }

    /**
     * Carries out a command on the report of an inspection.
     *
     * @param inspection id of the inspection
     */
    public CompletableFuture<Outcome> submit(
            Caller caller, String inspection, ReportCommand command, Answering answer) {
        return submit(
                new Command<>(
                        inspection,
                        caller.commandId(),
                        caller.bodyHash(),
                        caller.subject(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        (kept, version) ->
                                switch (kept) {
                                    case Kept.AReport(ReportState state) ->
                                            decide(state, version, command, answer);
                                    case Kept.AnImportedResult _ ->
                                            new Decision.Refuse(
                                                    new Refusal(
                                                            Refusal.Kind.MISSING,
                                                            "There is no such inspection.",
                                                            List.of()));
                                }));
    }

    CompletableFuture<Outcome> submit(Command<Kept> command) {
        Writer<Kept> open = writer;
        return open == null
                ? CompletableFuture.completedFuture(new Outcome.Unknown("The service is starting."))
                : open.submit(command);
    }

    /** An imported result is no inspection, and enters neither reports nor histories. */
    private void apply(List<StoredEvent> events) {
        readModels.apply(
                events.stream().filter(e -> !PublishedResultReadModels.imported(e)).toList());
        publishedResults.apply(events);
    }

    private Decision decide(
            ReportState state, long version, ReportCommand command, Answering answer) {
        try {
            List<ReportEvent> events = ReportDecider.decide(state, command);
            ReportState after = state;
            for (ReportEvent event : events) {
                after = ReportDecider.evolve(after, event);
            }
            return new Decision.Accept(
                    events.stream().map(Reports::encode).toList(),
                    answers.keep(answer.answer(after, version + events.size())));
        } catch (Refused refused) {
            return new Decision.Refuse(refusal(refused));
        }
    }

    static NewEvent encode(ReportEvent event) {
        return new NewEvent(
                TOPIC, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    private static Refusal refusal(Refused refused) {
        return new Refusal(
                switch (refused.kind()) {
                    case MISSING -> Refusal.Kind.MISSING;
                    case INVALID -> Refusal.Kind.INVALID;
                    case CONFLICT -> Refusal.Kind.CONFLICT;
                    case STALE -> Refusal.Kind.STALE;
                },
                refused.sentence(),
                refused.violations().stream()
                        .map(v -> new Refusal.Violation(v.field(), v.rule()))
                        .toList());
    }

    static final class KeptModel implements Model<Kept> {
        @Override
        public Kept initial() {
            return new Kept.AReport(ReportDecider.initial());
        }

        @Override
        public Kept evolve(Kept kept, StoredEvent event) {
            if (event.data() == null) {
                return kept; // of this one only the envelope is kept, for the history
            }
            return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
                case Decoded.Known(PublishedResultImported result) ->
                        new Kept.AnImportedResult(
                                new Standing(result, ShippedResults.brought(event)));
                case Decoded.Known(ReportEvent known) ->
                        report(ReportDecider.evolve(report(kept, event), known));
                case Decoded.Known(InspectionAnnounced announced) ->
                        report(ReportDecider.evolve(report(kept, event), announced));
                case Decoded.Known(FieldworkReopened reopened) ->
                        report(
                                ReportDecider.evolve(
                                        report(kept, event), reopened, event.version()));
                case Decoded.Known(ScoresFinalised finalised) ->
                        report(
                                ReportDecider.evolve(
                                        report(kept, event), finalised, event.version()));
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is not kept here");
                case Decoded.Unknown(String type, int version) ->
                        throw new IllegalStateException(
                                "%s v%d is unknown to this build".formatted(type, version));
            };
        }

        private static Kept report(ReportState state) {
            return new Kept.AReport(state);
        }

        private static ReportState report(Kept kept, StoredEvent event) {
            return switch (kept) {
                case Kept.AReport(ReportState state) -> state;
                case Kept.AnImportedResult _ ->
                        throw new IllegalStateException(event.id() + " is of an imported result");
            };
        }
    }
}
