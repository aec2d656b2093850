package uk.inspection.scoring.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
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

    private static final int PAGE = 100;

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

    /** What a command comes to; what is held back waits for its being accepted. */
    public static Decision decide(State state, Command command) {
        Optional<String> held = ScoreDecider.heldBack(state);
        if (held.isPresent()) {
            return new Decision.Await(held.get());
        }
        return new Decision.Accept(
                ScoreDecider.decide(state, command).stream().map(InspectionScores::encode).toList(),
                new byte[0]);
    }

    /** What it comes to that an operator discards an event of another service here. */
    public static Decision discard(State state, Arrival.Discard discard) {
        StoredEvent event = discard.event();
        return Decision.accept(
                encode(
                        discardTopic(state, event.topic()),
                        new EventDiscarded(
                                event.topic(),
                                event.version(),
                                event.type(),
                                event.id(),
                                HexFormat.of().formatHex(event.hash()),
                                discard.partition(),
                                discard.offset(),
                                discard.reason())));
    }

    /**
     * All that is said of an inspection goes to one topic. Where the announcement itself is
     * discarded nobody knows which kind it is of and no score will ever follow: the topic that
     * dashboards do not read is right for both.
     */
    private static String discardTopic(State state, String discardedFrom) {
        return switch (state) {
            case State.Scored scored -> topic(scored.kind());
            case State.NotAnnounced _ -> discardedFrom.equals(CASES) ? SELF_AUDIT_TOPIC : TOPIC;
        };
    }

    /** What it comes to that a chief inspector accepts what was discarded here. */
    public static Decision accept(State state, long discard, String reason) {
        return Stream.of(TOPIC, SELF_AUDIT_TOPIC)
                .filter(topic -> state.discards().has(topic, discard))
                .findFirst()
                .map(topic -> Decision.accept(encode(topic, new DiscardAccepted(discard, reason))))
                .orElseGet(Decision::accept); // accepted already
    }

    private static NewEvent encode(String topic, DiscardEvent event) {
        return new NewEvent(
                topic, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    /** An inspection's scores after a version, in order. */
    public List<StoredEvent> scores(String inspection, long afterVersion, int limit) {
        var found = new ArrayList<StoredEvent>();
        long after = afterVersion;
        while (found.size() < limit) {
            int most = limit - found.size();
            List<StoredEvent> page = events(inspection, after, most);
            page.stream().filter(InspectionScores::isScore).forEach(found::add);
            if (page.size() < most) {
                break;
            }
            after = page.getLast().version();
        }
        return found;
    }

    /** Everything this service said of an inspection after a version, in order. */
    List<StoredEvent> events(String inspection, long afterVersion, int limit) {
        return eventStore.log().stream(inspection, afterVersion, limit);
    }

    /** Whether an event of this service is a score. */
    public static boolean isScore(StoredEvent event) {
        return !Discarded.tells(event);
    }

    /** The score of an inspection as it stood at a business time; none before its first. */
    public Optional<StoredEvent> asOf(String inspection, Instant at) {
        Optional<StoredEvent> newest = eventStore.log().newest(inspection, at);
        return newest.filter(InspectionScores::isScore)
                .or(() -> newest.flatMap(event -> asOf(inspection, at, event.version())));
    }

    private Optional<StoredEvent> asOf(String inspection, Instant at, long beforeVersion) {
        for (long end = beforeVersion - 1; end > 0; end -= PAGE) {
            long from = Math.max(0, end - PAGE);
            Optional<StoredEvent> found =
                    events(inspection, from, Math.toIntExact(end - from)).reversed().stream()
                            .filter(event -> isScore(event) && !event.occurredAt().isAfter(at))
                            .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** An inspection's case events after a version of its case stream, as applied, in order. */
    public List<StoredEvent> caseEvents(String inspection, long afterVersion, int limit) {
        return eventStore.log().received(CASES, inspection, afterVersion, limit);
    }

    /**
     * The newest version of an inspection's case stream that was applied, or discarded in place.
     */
    long casesApplied(String inspection) {
        return eventStore.log().receivedVersion(CASES, inspection);
    }

    /** An inspection's report events after a version, as applied; of most only the envelope. */
    List<StoredEvent> reportEvents(String inspection, long afterVersion, int limit) {
        return eventStore.log().received(REPORTS, inspection, afterVersion, limit);
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
            case CaseEvent _, FrameworkEvent _, ReportEvent _, PlanEvent _, DiscardEvent _ ->
                    throw new IllegalStateException(event.id() + " is no score");
        };
    }

    /** Reads a case event that was applied here. */
    public static CaseEvent readCase(StoredEvent event) {
        return switch (known(event)) {
            case CaseEvent ofCases -> ofCases;
            case ScoreEvent _, FrameworkEvent _, ReportEvent _, PlanEvent _, DiscardEvent _ ->
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
            case Decoded.Unknown(String type, int version) -> throw unknown(type, version);
        };
    }

    private static UnknownEvent unknown(String type, int version) {
        return new UnknownEvent(type, version);
    }

    /** The state of one inspection from its case events and its scores, as they were applied. */
    static final class ScoreModel implements Model<State> {
        private static final long RULES_BYTES = 8_000;
        private static final long CASE_BYTES = 300;
        private static final String FINAL = ScoresFinalised.class.getSimpleName();
        private static final Set<String> SCORES = Set.of(ScoreChanged.class.getSimpleName(), FINAL);

        @Override
        public State initial() {
            return ScoreDecider.initial();
        }

        @Override
        public State evolve(State state, StoredEvent event) {
            if (event.topic().equals(REPORTS) && !Discarded.tells(event)) {
                return state; // what is reported changes no score; of most of it no bytes are kept
            }
            if (SCORES.contains(event.type())) {
                return ScoreDecider.evolve(state, given(event));
            }
            return switch (known(event)) {
                case CaseEvent ofCases ->
                        ScoreDecider.evolve(state, new Fact.OfCases(event.version(), ofCases));
                case ScoreEvent ofScores -> ScoreDecider.evolve(state, Fact.OfScores.of(ofScores));
                case FrameworkEvent _ -> state;
                case DiscardEvent ofDiscards ->
                        ScoreDecider.evolve(
                                state,
                                new Fact.OfDiscards(event.topic(), event.version(), ofDiscards));
                case ReportEvent _, PlanEvent _ ->
                        throw new IllegalStateException(
                                event.id() + " is neither a case event nor a score");
            };
        }

        /**
         * Where each question is counted, the counts, and a leaf of the tally for each case. The
         * framework is shared.
         */
        @Override
        public long weight(State state) {
            return switch (state) {
                case State.NotAnnounced _ -> CASE_BYTES;
                case State.Scored scored -> RULES_BYTES + scored.tally().sampled() * CASE_BYTES;
            };
        }

        /** Scores are the bulk of a stream, and all that they say was counted from the rest. */
        @Override
        public Set<String> envelopes() {
            return SCORES;
        }

        private static Fact given(StoredEvent score) {
            if (!Codec.knows(score.type(), score.typeVersion())) {
                throw unknown(score.type(), score.typeVersion());
            }
            return new Fact.OfScores(score.type().equals(FINAL));
        }

        @Override
        public Discarded discarded(StoredEvent own) {
            if (known(own) instanceof EventDiscarded what) {
                return new Discarded(
                        what.topic(), what.version(), HexFormat.of().parseHex(what.hash()));
            }
            throw new IllegalStateException(own.id() + " discards nothing");
        }
    }
}
