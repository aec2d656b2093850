package uk.inspection.reporting.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Definition;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.PublishedResultDecider.Standing;
import uk.inspection.reporting.domain.ReportCommand;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.domain.ReportState;
import uk.inspection.reporting.inbound.UpstreamEvents;
import uk.inspection.reporting.projection.PlanReadModels;
import uk.inspection.reporting.projection.PublishedResultReadModels;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.projection.ScoreMovements;

/** Reports, kept as events: one stream an inspection. Imported results have streams beside them. */
@ApplicationScoped
public class Reports {
    public static final String TOPIC = "report-events";

    private static final String SERVICE = "reporting-service";

    private final EventStore eventStore;
    private final ReportReadModels readModels;
    private final PublishedResultReadModels publishedResults;
    private final ScoreMovements movements;
    private final PlanReadModels plans;
    private final Answers answers;
    private volatile @Nullable Writer<Kept> writer;

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /** The answer; called on the writer's thread. */
        Answer answer(ReportState after, long version);
    }

    Reports(
            EventStore eventStore,
            ReportReadModels readModels,
            PublishedResultReadModels publishedResults,
            ScoreMovements movements,
            PlanReadModels plans,
            Answers answers) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.publishedResults = publishedResults;
        this.movements = movements;
        this.plans = plans;
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
                                new UpstreamEvents()));
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
                        caller.actor(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        caller.onBehalfOf(),
                        (kept, version) ->
                                Deciding.decide(
                                        kept,
                                        version,
                                        command,
                                        (after, now) -> answers.keep(answer.answer(after, now)))));
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
        movements.apply(events);
        plans.apply(events);
    }

    /** Whether commands can be carried out and reports be read. */
    public boolean open() {
        return writer != null;
    }

    /**
     * Asks whether everything that other services published up to this moment is known here.
     *
     * @return to be asked until it says yes; throws what this does
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public BooleanSupplier hearing() {
        return eventStore.hearing();
    }

    /**
     * Carries out a publication whose moment has come: once, however often and by however many it
     * is asked.
     */
    public CompletableFuture<Outcome> publish(String inspection, PublishScheduled due) {
        String id = "%s/publication:%s".formatted(inspection, due.moment());
        return submit(
                new Command<>(
                        inspection,
                        id,
                        id.getBytes(StandardCharsets.UTF_8),
                        SERVICE,
                        null,
                        id,
                        due.at(),
                        (kept, version) -> publish(kept, version, due)));
    }

    /**
     * A moment that no longer counts is refused, which leaves no trace: accepted without an event,
     * its id would be used up, and nothing could be published then should it be set once more.
     */
    private static Decision publish(Kept kept, long version, PublishScheduled due) {
        Decision decision = Deciding.decide(kept, version, due, (_, _) -> new byte[0]);
        return decision instanceof Decision.Accept accept && accept.events().isEmpty()
                ? new Decision.Refuse(
                        new Refusal(
                                Refusal.Kind.CONFLICT,
                                "This publication no longer counts.",
                                List.of()))
                : decision;
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
                case Decoded.Known(QuestionnaireRecorded returned) ->
                        report(ReportDecider.evolve(report(kept, event), returned));
                case Decoded.Known(ContextRecorded _) -> kept; // the document says it
                case Decoded.Known(DiscardEvent known) ->
                        report(
                                ReportDecider.evolve(
                                        report(kept, event),
                                        event.topic(),
                                        event.version(),
                                        known));
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is not kept here");
                case Decoded.Unknown(String type, int version) ->
                        throw new UnknownEvent(type, version);
            };
        }

        @Override
        public Discarded discarded(StoredEvent own) {
            if (Codec.decode(own.type(), own.typeVersion(), own.bytes())
                    instanceof Decoded.Known(EventDiscarded what)) {
                return new Discarded(
                        what.topic(), what.version(), HexFormat.of().parseHex(what.hash()));
            }
            throw new IllegalStateException(own.id() + " discards nothing");
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
