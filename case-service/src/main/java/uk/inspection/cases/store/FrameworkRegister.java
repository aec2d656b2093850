package uk.inspection.cases.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import uk.inspection.cases.domain.FrameworkCommand.RegisterFramework;
import uk.inspection.cases.domain.FrameworkDecider;
import uk.inspection.cases.domain.FrameworkRules;
import uk.inspection.cases.domain.FrameworkVersions;
import uk.inspection.cases.domain.Refused;
import uk.inspection.cases.projection.FrameworkCatalogue;
import uk.inspection.cases.store.CaseLog.Kept;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Requests.Caller;

/** The register of frameworks, kept as events: one stream a framework, with all its versions. */
@ApplicationScoped
public class FrameworkRegister {
    /** Holds documents that the inspectorate publishes: anybody may read it. */
    public static final String TOPIC = "framework-events";

    private static final String STREAM = "framework-";

    private final CaseLog log;
    private final Answers answers;

    /** What to keep as a command's answer; {@code news}: whether it made any event. */
    public interface Answering {
        Answer answer(boolean news);
    }

    FrameworkRegister(CaseLog log, Answers answers) {
        this.log = log;
        this.answers = answers;
    }

    /**
     * Registers a version of a framework. Whether it is sound is found out here, on the caller's
     * thread: a document of thousands of parts keeps no other command waiting, and what is refused
     * names no stream.
     */
    public CompletableFuture<Outcome> register(
            Caller caller, Framework framework, Answering answer) {
        try {
            FrameworkRules.requireSound(framework);
        } catch (Refused refused) {
            return CompletableFuture.completedFuture(
                    new Outcome.Refused(CaseLog.refuse(refused).refusal()));
        }
        var command = new RegisterFramework(framework, FrameworkCatalogue.shipped(framework.id()));
        return log.submit(
                caller,
                STREAM + framework.id(),
                (kept, _) ->
                        switch (kept) {
                            case Kept.Nothing() ->
                                    decide(FrameworkDecider.initial(), command, answer);
                            case Kept.AFramework(FrameworkVersions state) ->
                                    decide(state, command, answer);
                            case Kept.AnInspection _ ->
                                    CaseLog.missing("There is no such framework.");
                        });
    }

    private Decision decide(FrameworkVersions state, RegisterFramework command, Answering answer) {
        try {
            List<FrameworkEvent> events = FrameworkDecider.decide(state, command);
            return new Decision.Accept(
                    events.stream().map(event -> CaseLog.encode(TOPIC, event)).toList(),
                    answers.keep(answer.answer(!events.isEmpty())));
        } catch (Refused refused) {
            return CaseLog.refuse(refused);
        }
    }
}
