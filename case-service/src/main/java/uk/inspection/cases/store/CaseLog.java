package uk.inspection.cases.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseDecider;
import uk.inspection.cases.domain.FrameworkDecider;
import uk.inspection.cases.domain.FrameworkVersions;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.domain.InspectionState.Inspection;
import uk.inspection.cases.domain.InspectionState.Judged;
import uk.inspection.cases.domain.InspectionState.SampledCase;
import uk.inspection.cases.domain.Refused;
import uk.inspection.cases.projection.FrameworkReadModels;
import uk.inspection.cases.projection.InspectionReadModels;
import uk.inspection.cases.projection.OwnEvents;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.service.Definition;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.eventstore.service.Requests.Caller;

/** The service's one log: inspections and frameworks side by side, a stream each. */
@ApplicationScoped
class CaseLog {
    private final EventStore eventStore;
    private final InspectionReadModels inspections;
    private final FrameworkReadModels frameworks;
    private final OwnEvents ownEvents;
    private volatile @Nullable Writer<Kept> writer;

    /** What a stream keeps; its first event tells. */
    sealed interface Kept {
        record Nothing() implements Kept {}

        record AnInspection(InspectionState state) implements Kept {}

        record AFramework(FrameworkVersions state) implements Kept {}
    }

    CaseLog(
            EventStore eventStore,
            InspectionReadModels inspections,
            FrameworkReadModels frameworks,
            OwnEvents ownEvents) {
        this.eventStore = eventStore;
        this.inspections = inspections;
        this.frameworks = frameworks;
        this.ownEvents = ownEvents;
    }

    void start(@Observes StartupEvent start) {
        writer =
                eventStore.open(
                        new Definition<>(
                                List.of(Inspections.TOPIC, FrameworkRegister.TOPIC),
                                new KeptModel(ownEvents),
                                this::apply,
                                List.of(),
                                null));
    }

    boolean open() {
        return writer != null;
    }

    CompletableFuture<Outcome> submit(Caller caller, String stream, Command.Decide<Kept> decide) {
        Writer<Kept> open = writer;
        if (open == null) {
            return CompletableFuture.completedFuture(
                    new Outcome.Unknown("The service is starting."));
        }
        return open.submit(
                new Command<>(
                        stream,
                        caller.commandId(),
                        caller.bodyHash(),
                        caller.actor(),
                        null,
                        caller.correlation(),
                        caller.at(),
                        caller.onBehalfOf(),
                        decide));
    }

    List<StoredEvent> events(String stream, long afterVersion, int limit) {
        return eventStore.log().stream(stream, afterVersion, limit);
    }

    static NewEvent encode(String topic, Event event) {
        return new NewEvent(
                topic, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    static Decision.Refuse refuse(Refused refused) {
        return new Decision.Refuse(
                new Refusal(
                        switch (refused.kind()) {
                            case MISSING -> Refusal.Kind.MISSING;
                            case FORBIDDEN -> Refusal.Kind.FORBIDDEN;
                            case INVALID -> Refusal.Kind.INVALID;
                            case CONFLICT -> Refusal.Kind.CONFLICT;
                            case STALE -> Refusal.Kind.STALE;
                        },
                        String.valueOf(refused.getMessage()),
                        refused.violations().stream()
                                .map(v -> new Refusal.Violation(v.field(), v.rule()))
                                .toList()));
    }

    static Decision.Refuse missing(String sentence) {
        return new Decision.Refuse(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }

    private void apply(List<StoredEvent> events) {
        apply(inspections, Inspections.TOPIC, events);
        apply(frameworks, FrameworkRegister.TOPIC, events);
    }

    private static void apply(ReadModels readModels, String topic, List<StoredEvent> events) {
        var own = events.stream().filter(event -> event.topic().equals(topic)).toList();
        if (!own.isEmpty()) {
            readModels.apply(own);
        }
    }

    private static final class KeptModel implements Model<Kept> {
        private static final long INSPECTION_BYTES = 2_000;
        private static final long CASE_BYTES = 900;

        /** A reference: questions and codes are shared. */
        private static final long ANSWER_BYTES = 4;

        private static final long FRAMEWORK_BYTES = 200_000;

        private final OwnEvents ownEvents;

        KeptModel(OwnEvents ownEvents) {
            this.ownEvents = ownEvents;
        }

        @Override
        public Kept initial() {
            return new Kept.Nothing();
        }

        @Override
        public Kept evolve(Kept kept, StoredEvent event) {
            return switch (ownEvents.read(event)) {
                case Decoded.Known(CaseEvent known) ->
                        new Kept.AnInspection(
                                CaseDecider.evolve(
                                        inspection(kept, event), known, event.inNameOf()));
                case Decoded.Known(FrameworkEvent known) ->
                        new Kept.AFramework(FrameworkDecider.evolve(framework(kept, event), known));
                case Decoded.Known(var foreign) ->
                        throw new IllegalStateException(event.id() + " is no event of this log");
                case Decoded.Unknown(String type, int version) ->
                        throw new UnknownEvent(type, version);
            };
        }

        @Override
        public long weight(Kept kept) {
            return switch (kept) {
                case Kept.AnInspection(InspectionState.InFieldwork(var inspection)) ->
                        weight(inspection);
                case Kept.AnInspection(InspectionState.Closed(var inspection)) ->
                        weight(inspection);
                case Kept.AnInspection(InspectionState.NotAnnounced _), Kept.Nothing _ ->
                        INSPECTION_BYTES;
                case Kept.AFramework _ -> FRAMEWORK_BYTES;
            };
        }

        private static long weight(Inspection inspection) {
            return INSPECTION_BYTES
                    + inspection.cases().values().stream().mapToLong(KeptModel::weight).sum();
        }

        private static long weight(SampledCase one) {
            if (!(one instanceof Judged judged)) {
                return CASE_BYTES;
            }
            return CASE_BYTES
                    + weight(judged.answers(), judged.sealedNote())
                    + judged.independent().latest().values().stream()
                            .mapToLong(given -> weight(given.answers(), given.sealedNote()))
                            .sum();
        }

        private static long weight(SortedMap<String, String> answers, @Nullable String note) {
            return answers.size() * ANSWER_BYTES + (note == null ? 0 : note.length());
        }

        private static InspectionState inspection(Kept kept, StoredEvent event) {
            return switch (kept) {
                case Kept.Nothing() -> CaseDecider.initial();
                case Kept.AnInspection(InspectionState state) -> state;
                case Kept.AFramework _ ->
                        throw new IllegalStateException(event.id() + " is about a framework");
            };
        }

        private static FrameworkVersions framework(Kept kept, StoredEvent event) {
            return switch (kept) {
                case Kept.Nothing() -> FrameworkDecider.initial();
                case Kept.AFramework(FrameworkVersions state) -> state;
                case Kept.AnInspection _ ->
                        throw new IllegalStateException(event.id() + " is about an inspection");
            };
        }
    }
}
