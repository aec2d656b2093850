package uk.inspection.plan.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Arrival;
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
import uk.inspection.plan.domain.PlanCommand;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.PlanDecider;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.projection.PlanReadModels;

/** Improvement plans, kept as events: one stream an inspection. */
@ApplicationScoped
public class Plans {
    public static final String TOPIC = "improvement-plan-events";

    /** Upstream: announced inspections; of everything else the envelope. */
    public static final String CASES = "case-events";

    /** Upstream: published reports. */
    public static final String REPORTS = "report-events";

    private static final String SERVICE = "improvement-plan-service";

    private final EventStore eventStore;
    private final PlanReadModels readModels;
    private final Arrival.Handler<PlanState> inbound;
    private final Answers answers;
    private volatile @Nullable Writer<PlanState> writer;

    /** What a command is answered with, given what it came to. */
    public interface Answering {
        /** {@code events} is empty when the command was no news. */
        Answer answer(PlanState after, long version, List<PlanEvent> events);
    }

    Plans(
            EventStore eventStore,
            PlanReadModels readModels,
            Arrival.Handler<PlanState> inbound,
            Answers answers) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.inbound = inbound;
        this.answers = answers;
    }

    void start(@Observes StartupEvent start) {
        writer =
                eventStore.open(
                        new Definition<>(
                                List.of(TOPIC),
                                new PlanModel(),
                                readModels,
                                List.of(CASES, REPORTS),
                                inbound));
    }

    /**
     * Asks whether every report and announcement that was published up to this moment is known
     * here.
     *
     * @return to be asked until it says yes; throws what this does
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public BooleanSupplier hearing() {
        return eventStore.hearing();
    }

    /**
     * The first case event of an inspection that was applied here; none before the announcement.
     */
    public Optional<StoredEvent> firstOfCases(String inspection) {
        return eventStore.log().received(CASES, inspection, 0, 1).stream().findFirst();
    }

    /** What a case event announces; nothing where it is another one. */
    public static Optional<InspectionAnnounced> announcement(StoredEvent event) {
        return event.data() != null
                        && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                                instanceof Decoded.Known(InspectionAnnounced announced)
                ? Optional.of(announced)
                : Optional.empty();
    }

    /** Whether commands can be carried out and plans be read. */
    public boolean open() {
        return writer != null;
    }

    /**
     * Carries out a command on the plan of an inspection.
     *
     * @param expected the version the caller has read; null when he does not say
     */
    public CompletableFuture<Outcome> submit(
            Caller caller,
            String inspection,
            @Nullable Long expected,
            PlanCommand command,
            Answering answer) {
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
                        (state, version) ->
                                Deciding.decide(
                                        state,
                                        version,
                                        expected,
                                        command,
                                        (after, now, events) ->
                                                answers.keep(answer.answer(after, now, events)))));
    }

    /**
     * Raises a deadline whose day has come: once, however often and by however many it is asked.
     */
    public CompletableFuture<Outcome> raise(String inspection, RaiseDeadline raise, Instant at) {
        return submit(raising(inspection, raise, at));
    }

    static Command<PlanState> raising(String inspection, RaiseDeadline raise, Instant at) {
        String id =
                "%s/due:%s:%d:%s:%s"
                        .formatted(
                                inspection,
                                raise.kind().word(),
                                raise.number(),
                                raise.on(),
                                raise.dueOn());
        return new Command<>(
                inspection,
                id,
                id.getBytes(StandardCharsets.UTF_8),
                SERVICE,
                null,
                id,
                at,
                (state, version) -> raise(state, raise));
    }

    private CompletableFuture<Outcome> submit(Command<PlanState> command) {
        Writer<PlanState> open = writer;
        return open == null
                ? CompletableFuture.completedFuture(new Outcome.Unknown("The service is starting."))
                : open.submit(command);
    }

    /**
     * A day that no longer counts is refused, which leaves no trace: accepted without an event, its
     * id would be used up, and the day could not be raised should a due date be set back to it.
     */
    private static Decision raise(PlanState state, RaiseDeadline raise) {
        Decision decision = Deciding.decide(state, raise);
        return decision instanceof Decision.Accept accept && accept.events().isEmpty()
                ? new Decision.Refuse(
                        new Refusal(
                                Refusal.Kind.CONFLICT,
                                "This deadline no longer counts.",
                                List.of()))
                : decision;
    }

    /**
     * The plan follows from its own events; of what others say of an inspection only that an event
     * of it was discarded changes anything.
     */
    static final class PlanModel implements Model<PlanState> {
        @Override
        public PlanState initial() {
            return PlanDecider.initial();
        }

        @Override
        public PlanState evolve(PlanState state, StoredEvent event) {
            if (!event.topic().equals(TOPIC) && (event.data() == null || !Discarded.tells(event))) {
                return state;
            }
            return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
                case Decoded.Known(PlanEvent known) -> PlanDecider.evolve(state, known);
                case Decoded.Known(DiscardEvent known) ->
                        PlanDecider.evolve(state, event.topic(), event.version(), known);
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is no plan event");
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
    }
}
