package uk.inspection.cases.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand;
import uk.inspection.cases.domain.CaseDecider;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.domain.Refused;
import uk.inspection.cases.projection.InspectionReadModels;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Log;
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

/** Inspections, kept as events: one stream each. */
@ApplicationScoped
public class Inspections {
    /** Holds child-level data: only the platform's own services read it. */
    public static final String TOPIC = "case-events";

    private final EventStore eventStore;
    private final InspectionReadModels readModels;
    private final Answers answers;
    private volatile @Nullable Writer<InspectionState> writer;

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /**
         * The answer; called on the writer's thread.
         *
         * @param news whether the command made any event
         */
        Answer answer(InspectionState after, long version, boolean news);
    }

    Inspections(EventStore eventStore, InspectionReadModels readModels, Answers answers) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.answers = answers;
    }

    void start(@Observes StartupEvent start) {
        writer =
                eventStore.open(
                        new Definition<>(
                                List.of(TOPIC),
                                new InspectionModel(),
                                readModels,
                                List.of(),
                                null));
    }

    /**
     * Carries out a command on an inspection.
     *
     * @param inspection id of the inspection, new or not
     */
    public CompletableFuture<Outcome> submit(
            Caller caller, String inspection, CaseCommand command, Answering answer) {
        Writer<InspectionState> open = writer;
        if (open == null) {
            return CompletableFuture.completedFuture(
                    new Outcome.Unknown("The service is starting."));
        }
        return open.submit(
                new Command<>(
                        inspection,
                        caller.commandId(),
                        caller.bodyHash(),
                        caller.subject(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        (state, version) ->
                                decide(state, version, command, caller.subject(), answer)));
    }

    /** An inspection's events after a version, in order. */
    public List<StoredEvent> events(String inspection, long afterVersion, int limit) {
        return log().stream(inspection, afterVersion, limit);
    }

    /** The framework that was frozen into an inspection; empty when there is no such inspection. */
    public Optional<Framework> framework(String id) {
        return events(id, 0, 1).stream().map(Inspections::announced).findFirst();
    }

    private static Framework announced(StoredEvent first) {
        return switch (Codec.decode(first.type(), first.typeVersion(), first.bytes())) {
            case Decoded.Known(InspectionAnnounced announced) -> announced.framework();
            case Decoded.Known _, Decoded.Unknown _ ->
                    throw new IllegalStateException(first.id() + " announces no inspection");
        };
    }

    private Log log() {
        return eventStore.log();
    }

    private Decision decide(
            InspectionState state,
            long version,
            CaseCommand command,
            String actor,
            Answering answer) {
        try {
            List<CaseEvent> events = CaseDecider.decide(state, command);
            InspectionState after = state;
            for (CaseEvent event : events) {
                after = CaseDecider.evolve(after, event, actor);
            }
            return new Decision.Accept(
                    events.stream().map(Inspections::encode).toList(),
                    answers.keep(answer.answer(after, version + events.size(), !events.isEmpty())));
        } catch (Refused refused) {
            return new Decision.Refuse(refusal(refused));
        }
    }

    private static NewEvent encode(CaseEvent event) {
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
                String.valueOf(refused.getMessage()),
                refused.violations().stream()
                        .map(v -> new Refusal.Violation(v.field(), v.rule()))
                        .toList());
    }

    private static final class InspectionModel implements Model<InspectionState> {
        @Override
        public InspectionState initial() {
            return CaseDecider.initial();
        }

        @Override
        public InspectionState evolve(InspectionState state, StoredEvent event) {
            return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
                case Decoded.Known(CaseEvent known) ->
                        CaseDecider.evolve(state, known, event.actor());
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is no case event");
                case Decoded.Unknown(String type, int version) ->
                        throw new IllegalStateException(
                                "%s v%d is unknown to this build".formatted(type, version));
            };
        }
    }
}
