package uk.inspection.scoring.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.Definition;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.scoring.domain.Command;
import uk.inspection.scoring.domain.Fact;
import uk.inspection.scoring.domain.ScoreDecider;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.projection.ScoreReadModels;

/** The scores of inspections, kept as events: one stream each. */
@ApplicationScoped
public class InspectionScores {
    /** Dashboards may read it. */
    public static final String TOPIC = "score-events";

    /** Scores of self-audits, which the dashboards' topic never carries. */
    public static final String SELF_AUDIT_TOPIC = "self-audit-score-events";

    /** What scores are made from. */
    public static final String CASES = "case-events";

    /** Registered frameworks, for whoever asks what another one would have come to. */
    public static final String FRAMEWORKS = "framework-events";

    /** Tells which final score is published. */
    public static final String REPORTS = "report-events";

    private final EventStore eventStore;
    private final ScoreReadModels readModels;
    private final Arrival.Handler<State> inbound;

    InspectionScores(
            EventStore eventStore, ScoreReadModels readModels, Arrival.Handler<State> inbound) {
        this.eventStore = eventStore;
        this.readModels = readModels;
        this.inbound = inbound;
    }

    void start(@Observes StartupEvent start) {
        eventStore.open(
                new Definition<>(
                        List.of(TOPIC, SELF_AUDIT_TOPIC),
                        new ScoreModel(),
                        readModels,
                        List.of(CASES, FRAMEWORKS, REPORTS),
                        inbound));
    }

    /** What a command comes to. */
    public static Decision decide(State state, Command command) {
        return new Decision.Accept(
                ScoreDecider.decide(state, command).stream().map(InspectionScores::encode).toList(),
                new byte[0]);
    }

    /** An inspection's scores after a version, in order. */
    public List<StoredEvent> scores(String inspection, long afterVersion, int limit) {
        return eventStore.log().stream(inspection, afterVersion, limit);
    }

    /** The score of an inspection as it stood at a business time; none before its first. */
    public Optional<StoredEvent> asOf(String inspection, Instant at) {
        return eventStore.log().newest(inspection, at);
    }

    /** An inspection's case events after a version of its case stream, as applied, in order. */
    public List<StoredEvent> caseEvents(String inspection, long afterVersion, int limit) {
        return eventStore.log().received(CASES, inspection, afterVersion, limit);
    }

    /** Everything that has scores or events behind them, after one of it. */
    List<String> inspections(String after, int limit) {
        return eventStore.log().streams(after, limit);
    }

    /** Position of the newest score of any inspection; 0 for none. */
    public long position() {
        return eventStore.log().position();
    }

    /** Scores of all inspections after a position; waits for the first, at most {@code longest}. */
    public List<StoredEvent> next(long afterPosition, int limit, Duration longest)
            throws InterruptedException {
        return eventStore.tail().next(afterPosition, limit, longest);
    }

    /** Reads a score that this service wrote. */
    public static ScoreEvent read(StoredEvent event) {
        return switch (known(event)) {
            case ScoreEvent score -> score;
            case CaseEvent _, FrameworkEvent _, ReportEvent _, PlanEvent _ ->
                    throw new IllegalStateException(event.id() + " is no score");
        };
    }

    /** Reads a case event that was applied here. */
    public static CaseEvent readCase(StoredEvent event) {
        return switch (known(event)) {
            case CaseEvent ofCases -> ofCases;
            case ScoreEvent _, FrameworkEvent _, ReportEvent _, PlanEvent _ ->
                    throw new IllegalStateException(event.id() + " is no case event");
        };
    }

    private static NewEvent encode(ScoreEvent event) {
        return new NewEvent(
                topic(event.kind()),
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event));
    }

    /** Where the scores of such an inspection go. */
    static String topic(InspectionKind kind) {
        return switch (kind) {
            case CORE, REINSPECTION -> TOPIC;
            case SELF_AUDIT -> SELF_AUDIT_TOPIC;
        };
    }

    private static Event known(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(var known) -> known;
            case Decoded.Unknown(String type, int version) ->
                    throw new IllegalStateException(
                            "%s v%d is unknown to this build".formatted(type, version));
        };
    }

    /** The state of one inspection from its case events and its scores, as they were applied. */
    static final class ScoreModel implements Model<State> {
        @Override
        public State initial() {
            return ScoreDecider.initial();
        }

        @Override
        public State evolve(State state, StoredEvent event) {
            if (event.topic().equals(REPORTS)) {
                return state; // what is reported changes no score; of most of it no bytes are kept
            }
            return switch (known(event)) {
                case CaseEvent ofCases ->
                        ScoreDecider.evolve(state, new Fact.OfCases(event.version(), ofCases));
                case ScoreEvent ofScores -> ScoreDecider.evolve(state, new Fact.OfScores(ofScores));
                case FrameworkEvent _ -> state;
                case ReportEvent _, PlanEvent _ ->
                        throw new IllegalStateException(
                                event.id() + " is neither a case event nor a score");
            };
        }
    }
}
