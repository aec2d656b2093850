package uk.inspection.cases.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import uk.inspection.cases.domain.CaseCommand;
import uk.inspection.cases.domain.CaseDecider;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.domain.Refused;
import uk.inspection.cases.store.CaseLog.Subject;
import uk.inspection.contract.CaseEvent;
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
                (subject, version) ->
                        switch (subject) {
                            case Subject.Nothing() ->
                                    decide(CaseDecider.initial(), version, command, answer);
                            case Subject.AnInspection(InspectionState state) ->
                                    decide(state, version, command, answer);
                            case Subject.AFramework _ ->
                                    CaseLog.missing("There is no such inspection.");
                        });
    }

    /** An inspection's events after a version, in order. */
    public List<StoredEvent> events(String inspection, long afterVersion, int limit) {
        return log.events(inspection, afterVersion, limit);
    }

    private Decision decide(
            InspectionState state, long version, CaseCommand command, Answering answer) {
        try {
            List<CaseEvent> events = CaseDecider.decide(state, command);
            InspectionState after = state;
            for (CaseEvent event : events) {
                after = CaseDecider.evolve(after, event);
            }
            return new Decision.Accept(
                    events.stream().map(event -> CaseLog.encode(TOPIC, event)).toList(),
                    answers.keep(answer.answer(after, version + events.size(), !events.isEmpty())));
        } catch (Refused refused) {
            return CaseLog.refuse(refused);
        }
    }
}
