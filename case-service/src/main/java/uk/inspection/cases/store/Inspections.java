package uk.inspection.cases.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.inspection.cases.domain.CaseCommand;
import uk.inspection.cases.domain.CaseCommand.EraseCase;
import uk.inspection.cases.domain.CaseDecider;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.domain.Refused;
import uk.inspection.cases.store.CaseLog.Kept;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.ErasureReason;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Requests.Caller;

/** Inspections, kept as events: one stream each. */
@ApplicationScoped
public class Inspections {
    /** Holds child-level data: only the platform's own services read it. */
    public static final String TOPIC = "case-events";

    private static final String SERVICE = "case-service";

    private final CaseLog log;
    private final Answers answers;

    /** What to keep as a command's answer, given what it came to. */
    public interface Answering {
        /**
         * The answer; called on the writer's thread.
         *
         * @param news whether the command made any event
         */
        Answer answer(InspectionState after, long version, boolean news);
    }

    Inspections(CaseLog log, Answers answers) {
        this.log = log;
        this.answers = answers;
    }

    /**
     * Carries out a command on an inspection.
     *
     * @param inspection id of the inspection, new or not
     */
    public CompletableFuture<Outcome> submit(
            Caller caller, String inspection, CaseCommand command, Answering answer) {
        return log.submit(
                caller,
                inspection,
                (kept, version) ->
                        switch (kept) {
                            case Kept.Nothing() ->
                                    decide(
                                            CaseDecider.initial(),
                                            version,
                                            command,
                                            caller.subject(),
                                            answer);
                            case Kept.AnInspection(InspectionState state) ->
                                    decide(state, version, command, caller.subject(), answer);
                            case Kept.AFramework _ ->
                                    CaseLog.missing("There is no such inspection.");
                        });
    }

    /** Whether commands are taken: before that the tables may not be there. */
    public boolean open() {
        return log.open();
    }

    /**
     * Erases a case because its notes were kept for as long as they may be; once, however often.
     */
    public CompletableFuture<Outcome> eraseByAge(String inspection, String caseId, Instant at) {
        String id = "%s/retention:%s".formatted(inspection, caseId);
        return submit(
                new Caller(SERVICE, id, id.getBytes(StandardCharsets.UTF_8), id, at),
                inspection,
                new EraseCase(caseId, ErasureReason.RETENTION),
                (_, version, _) -> Answer.untagged(Map.of("version", version)));
    }

    /** An inspection's events after a version, in order. */
    public List<StoredEvent> events(String inspection, long afterVersion, int limit) {
        return log.events(inspection, afterVersion, limit);
    }

    /** The framework that was frozen into an inspection; empty when there is no such inspection. */
    public Optional<Framework> framework(String inspection) {
        return events(inspection, 0, 1).stream()
                .map(Inspections::announced)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Framework> announced(StoredEvent first) {
        return switch (Codec.decode(first.type(), first.typeVersion(), first.bytes())) {
            case Decoded.Known(InspectionAnnounced announced) -> Optional.of(announced.framework());
            case Decoded.Known(FrameworkRegistered _) -> Optional.empty();
            case Decoded.Known _, Decoded.Unknown _ ->
                    throw new IllegalStateException(first.id() + " announces no inspection");
        };
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
                    events.stream().map(event -> CaseLog.encode(TOPIC, event)).toList(),
                    answers.keep(answer.answer(after, version + events.size(), !events.isEmpty())));
        } catch (Refused refused) {
            return CaseLog.refuse(refused);
        }
    }
}
