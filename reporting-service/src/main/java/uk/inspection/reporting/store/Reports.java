package uk.inspection.reporting.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
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
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Definition;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.ReportCommand;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.domain.ReportState;
import uk.inspection.reporting.inbound.UpstreamEvents;
import uk.inspection.reporting.projection.ReportReadModels;

/** Reports, kept as events: one stream an inspection. */
@ApplicationScoped
public class Reports {
    public static final String TOPIC = "report-events";

    private static final String SERVICE = "reporting-service";

    private final EventStore eventStore;
    private final ReportReadModels readModels;
    private final Answers answers;
    private volatile @Nullable Writer<ReportState> writer;

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /** The answer; called on the writer's thread. */
        Answer answer(ReportState after, long version);
    }

    Reports(EventStore eventStore, ReportReadModels readModels, Answers answers) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.answers = answers;
    }

    void start(@Observes StartupEvent start) {
        writer =
                eventStore.open(
                        new Definition<>(
                                List.of(TOPIC),
                                new ReportModel(),
                                readModels,
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
                        caller.subject(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        (state, version) ->
                                Deciding.decide(
                                        state,
                                        version,
                                        command,
                                        (after, now) -> answers.keep(answer.answer(after, now)))));
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
                        (state, version) -> publish(state, version, due)));
    }

    /**
     * A moment that no longer counts is refused, which leaves no trace: accepted without an event,
     * its id would be used up, and nothing could be published then should it be set once more.
     */
    private static Decision publish(ReportState state, long version, PublishScheduled due) {
        Decision decision = Deciding.decide(state, version, due, (_, _) -> new byte[0]);
        return decision instanceof Decision.Accept accept && accept.events().isEmpty()
                ? new Decision.Refuse(
                        new Refusal(
                                Refusal.Kind.CONFLICT,
                                "This publication no longer counts.",
                                List.of()))
                : decision;
    }

    private CompletableFuture<Outcome> submit(Command<ReportState> command) {
        Writer<ReportState> open = writer;
        return open == null
                ? CompletableFuture.completedFuture(new Outcome.Unknown("The service is starting."))
                : open.submit(command);
    }

    private static final class ReportModel implements Model<ReportState> {
        @Override
        public ReportState initial() {
            return ReportDecider.initial();
        }

        @Override
        public ReportState evolve(ReportState state, StoredEvent event) {
            if (event.data() == null) {
                return state; // of this one only the envelope is kept, for the history
            }
            return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
                case Decoded.Known(ReportEvent known) -> ReportDecider.evolve(state, known);
                case Decoded.Known(InspectionAnnounced announced) ->
                        ReportDecider.evolve(state, announced);
                case Decoded.Known(FieldworkReopened reopened) ->
                        ReportDecider.evolve(state, reopened, event.version());
                case Decoded.Known(ScoresFinalised finalised) ->
                        ReportDecider.evolve(state, finalised, event.version());
                case Decoded.Known(QuestionnaireRecorded returned) ->
                        ReportDecider.evolve(state, returned);
                case Decoded.Known(ContextRecorded _) -> state; // the document says it
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is not kept here");
                case Decoded.Unknown(String type, int version) ->
                        throw new IllegalStateException(
                                "%s v%d is unknown to this build".formatted(type, version));
            };
        }
    }
}
