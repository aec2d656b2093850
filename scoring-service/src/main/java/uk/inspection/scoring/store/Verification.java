package uk.inspection.scoring.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Event;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.domain.Command;
import uk.inspection.scoring.domain.Fact;
import uk.inspection.scoring.domain.ScoreDecider;
import uk.inspection.scoring.domain.Scorer;
import uk.inspection.scoring.domain.State;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.projection.ScoreReadModels;

/**
 * Derives every score that was ever given out again from the case events kept here, and compares
 * the two whole, and what is shown as the newest with it. Whatever cannot be read or is not there
 * is a difference like any other. What it holds at a time is a page of scores, a page of case
 * events and the state that they come to.
 */
@ApplicationScoped
public class Verification {
    private static final int PAGE = 100;

    private static final Logger LOG = Logger.getLogger(Verification.class);

    private final InspectionScores scores;
    private final ScoreReadModels readModels;
    private final ObjectMapper json;

    Verification(InspectionScores scores, ScoreReadModels readModels, ObjectMapper json) {
        this.scores = scores;
        this.readModels = readModels;
        this.json = json;
    }

    /**
     * What came of it.
     *
     * @param scores how many were derived again and found the same
     * @param caseEvents how many they were derived from
     */
    public record Report(
            boolean verified, long scores, long caseEvents, @Nullable Difference firstDifference) {}

    /**
     * Where what is kept and what follows from the judgements first part.
     *
     * @param version of the score that is derived
     * @param caseVersion of the case event reached
     * @param field path within the score, such as {@code scores.headlines[1].percent}; or {@code
     *     version}, {@code type}, {@code data}, {@code topic}, {@code occurredAt}, {@code
     *     correlation}, {@code causation}, {@code previousHash} or {@code hash} of its envelope;
     *     after {@code caseEvent.} those of the case event; after {@code readModel.} what is shown
     *     as the newest score
     * @param given what is kept, as text or JSON; absent where there is nothing
     * @param derived what follows; absent where nothing does
     */
    public record Difference(
            long version,
            long caseVersion,
            String field,
            @Nullable String given,
            @Nullable String derived) {}

    /** Looks at one inspection from its first score on, up to the first difference. */
    @ActivateRequestContext
    public Report verify(String inspection) {
        long applied = scores.casesApplied(inspection);
        var run = new Run(inspection);
        try {
            run.scores();
            run.discardsOfReports();
            run.nothingIsMissing(applied);
            run.whatIsShownIsTheNewest();
            return new Report(true, run.derivedScores, run.caseVersion, null);
        } catch (Found e) {
            return new Report(false, run.derivedScores, run.caseVersion, e.difference);
        }
    }

    /** Makes the difference of a score or of a case event, by its version. */
    private interface Differing {
        Found at(long version, String field, @Nullable String given, @Nullable String derived);
    }

    private final class Run {
        private final String inspection;
        private State state = ScoreDecider.initial();
        private @Nullable StoredEvent newest;
        private long version;
        private long derivedScores;
        private byte[] hash = HashChain.origin();
        private @Nullable StoredEvent reflected;
        private long caseVersion;
        private byte[] caseHash = HashChain.origin();

        /** Case events since the last score: one that was held back is caused by any of them. */
        private final Map<String, StoredEvent> since = new HashMap<>();

        /** Hashes of discarded case events by version: nothing was derived from them. */
        private final Map<Long, byte[]> discarded = new HashMap<>();

        Run(String inspection) {
            this.inspection = inspection;
        }

        void scores() {
            while (true) {
                List<StoredEvent> page = scores.events(inspection, version, PAGE);
                if (page.isEmpty()) {
                    return;
                }
                page.forEach(this::event);
            }
        }

        /** What reporting-service discarded holds the final score back as well. */
        void discardsOfReports() {
            long at = 0;
            for (var page = scores.reportEvents(inspection, at, PAGE);
                    !page.isEmpty();
                    page = scores.reportEvents(inspection, at, PAGE)) {
                page.stream()
                        .filter(Discarded::tells)
                        .forEach(event -> {
                            if (decoded(event).orElse(null) instanceof DiscardEvent known) {
                                state =
                                        ScoreDecider.evolve(
                                                state,
                                                new Fact.OfDiscards(
                                                        event.topic(), event.version(), known));
                            }
                        });
                at = page.getLast().version();
            }
        }

        /** Every case event applied when the run began was followed by its score. */
        void nothingIsMissing(long applied) {
            fold(applied);
            if (caseVersion == applied) {
                derived()
                        .ifPresent(missing -> {
                            throw ofScore(version + 1, "type", null, Codec.typeOf(missing));
                        });
            }
        }

        /**
         * The row that answers readers is what the newest score filled it with. Scores can be given
         * out meanwhile: each commits together with its row, so a row never shows less than the log
         * read before it, and what it shows is in the log read after it.
         */
        void whatIsShownIsTheNewest() {
            while (true) {
                Optional<ScoreEntity> row = ScoreEntity.now(inspection);
                if (row.isEmpty() && newest == null) {
                    return; // no score was ever given out, and none is shown
                }
                ScoreEntity shown =
                        row.orElseThrow(() -> ofRow("version", null, String.valueOf(version)));
                if (newest != null && shown.version == newest.version()) {
                    same(version, "readModel.", row(shown), row(readModels.row(newest)));
                    return;
                }
                long before = version;
                if (shown.version > before) {
                    scores();
                }
                if (version == before) {
                    throw ofRow("version", String.valueOf(shown.version), String.valueOf(before));
                }
            }
        }

        private ObjectNode row(ScoreEntity row) {
            ObjectNode fields =
                    json.createObjectNode()
                            .put("area", row.area)
                            .put("kind", row.kind.name())
                            .put("framework", row.frameworkId)
                            .put("frameworkVersion", row.frameworkVersion)
                            .put("provisional", row.provisional)
                            .put("sampled", row.sampled)
                            .put("judged", row.judged)
                            .put("caseVersion", row.caseVersion)
                            .put("scorer", row.scorer)
                            .put("changedAt", row.changedAt.toString())
                            .put("reinspectionProposed", row.reinspectionProposed)
                            .put("reinspectionWhy", row.reinspectionWhy);
            try {
                return fields.set("scores", json.readTree(row.scores));
            } catch (JsonProcessingException unreadable) {
                throw ofRow("scores", "cannot be read", null);
            }
        }

        private void event(StoredEvent event) {
            if (event.version() != version + 1) {
                throw ofScore(
                        event.version(),
                        "version",
                        String.valueOf(event.version()),
                        String.valueOf(version + 1));
            }
            if (InspectionScores.isScore(event)) {
                score(event);
            } else {
                discard(event);
            }
            version = event.version();
            hash = event.hash();
        }

        private void discard(StoredEvent event) {
            if (!(decoded(event).orElse(null) instanceof DiscardEvent known)) {
                throw ofScore(event.version(), "data", content(event), null);
            }
            chained(event, hash, this::ofScore);
            state =
                    ScoreDecider.evolve(
                            state, new Fact.OfDiscards(event.topic(), event.version(), known));
            if (known instanceof EventDiscarded what
                    && what.topic().equals(InspectionScores.CASES)) {
                discarded.put(what.version(), HexFormat.of().parseHex(what.hash()));
            }
        }

        private void score(StoredEvent event) {
            ScoreEvent given = readScore(event);
            long reflects = given.caseVersion();
            if (reflects <= caseVersion) {
                throw ofScore(
                        event.version(),
                        "caseVersion",
                        String.valueOf(reflects),
                        String.valueOf(caseVersion + 1));
            }
            fold(reflects);
            madeByAScorerThatIsHere(event, given);
            ScoreEvent derived =
                    derived()
                            .orElseThrow(
                                    () -> ofScore(event.version(), "type", event.type(), null));
            if (!event.type().equals(Codec.typeOf(derived))) {
                throw ofScore(event.version(), "type", event.type(), Codec.typeOf(derived));
            }
            same(event.version(), "", tree(event), tree(Codec.encode(derived)));
            enveloped(event, given);
            chained(event, hash, this::ofScore);
            state = ScoreDecider.evolve(state, Fact.OfScores.of(given));
            newest = event;
            since.clear();
            derivedScores++;
        }

        /** Applies the case events up to a version, all of which must be there. */
        private void fold(long upTo) {
            while (caseVersion < upTo) {
                List<StoredEvent> page =
                        scores.caseEvents(
                                inspection,
                                caseVersion,
                                Math.toIntExact(Math.min(PAGE, upTo - caseVersion)));
                if (page.isEmpty() && passDiscarded(upTo)) {
                    return;
                }
                if (page.isEmpty()) {
                    throw ofCase(caseVersion + 1, "version", null, String.valueOf(caseVersion + 1));
                }
                // Where one was discarded the page reaches beyond; where one is lost apply says so.
                List<StoredEvent> due = page.stream().filter(e -> e.version() <= upTo).toList();
                (due.isEmpty() ? page : due).forEach(this::apply);
            }
        }

        /** Passes over discarded ones that come next; whether a version is reached by that. */
        private boolean passDiscarded(long upTo) {
            for (byte[] left = discarded.get(caseVersion + 1);
                    left != null && caseVersion < upTo;
                    left = discarded.get(caseVersion + 1)) {
                caseVersion++;
                caseHash = left;
            }
            return caseVersion == upTo;
        }

        private void apply(StoredEvent event) {
            passDiscarded(event.version() - 1);
            if (event.version() != caseVersion + 1) {
                throw ofCase(
                        caseVersion + 1,
                        "version",
                        String.valueOf(event.version()),
                        String.valueOf(caseVersion + 1));
            }
            if (event.data() == null) {
                throw ofCase(event.version(), "data", null, null);
            }
            chained(event, caseHash, this::ofCase);
            try {
                state =
                        ScoreDecider.evolve(
                                state, new Fact.OfCases(event.version(), readCase(event)));
            } catch (IllegalStateException | IllegalArgumentException e) {
                // Its message can name a case, which not everybody who verifies may see.
                LOG.warnf(e, "%s cannot be applied", event.id());
                throw ofCase(event.version(), "data", "cannot be applied", null);
            }
            reflected = event;
            if (!discarded.isEmpty()) {
                since.put(event.id(), event);
            }
            caseVersion = event.version();
            caseHash = event.hash();
        }

        private ScoreEvent readScore(StoredEvent event) {
            if (decoded(event).orElse(null) instanceof ScoreEvent score) {
                return score;
            }
            throw ofScore(event.version(), "data", content(event), null);
        }

        private CaseEvent readCase(StoredEvent event) {
            if (decoded(event).orElse(null) instanceof CaseEvent ofCases) {
                return ofCases;
            }
            throw ofCase(event.version(), "data", content(event), null);
        }

        private Optional<ScoreEvent> derived() {
            return ScoreDecider.decide(state, new Command.Score()).stream().findFirst();
        }

        /** There is one scorer so far; the next one is to be asked here for what it made. */
        private void madeByAScorerThatIsHere(StoredEvent event, ScoreEvent given) {
            if (state instanceof State.Scored scored
                    && Scorer.of(scored.scorer().framework(), given.scorer()).isEmpty()) {
                throw ofScore(
                        event.version(),
                        "scorer",
                        String.valueOf(given.scorer()),
                        String.valueOf(ScoreDecider.SCORER));
            }
        }

        /** A score takes its time and its chain from the case event that it reacts to. */
        private void enveloped(StoredEvent event, ScoreEvent given) {
            StoredEvent newestCase =
                    Objects.requireNonNull(reflected, "a score reflects a case event");
            StoredEvent cause = since.getOrDefault(event.causation(), newestCase);
            equal(event, "topic", event.topic(), InspectionScores.topic(given.kind()));
            equal(
                    event,
                    "occurredAt",
                    event.occurredAt().toString(),
                    cause.occurredAt().toString());
            equal(event, "correlation", event.correlation(), cause.correlation());
            equal(event, "causation", event.causation(), cause.id());
        }

        private void equal(
                StoredEvent event, String field, @Nullable String given, String derived) {
            if (!derived.equals(given)) {
                throw ofScore(event.version(), field, given, derived);
            }
        }

        private void chained(StoredEvent event, byte[] previous, Differing differing) {
            if (!Arrays.equals(event.previousHash(), previous)) {
                throw differing.at(
                        event.version(), "previousHash", hex(event.previousHash()), hex(previous));
            }
            if (!HashChain.intact(event)) {
                throw differing.at(
                        event.version(), "hash", hex(event.hash()), hex(HashChain.hash(event)));
            }
        }

        private void same(
                long scoreVersion,
                String path,
                @Nullable JsonNode given,
                @Nullable JsonNode derived) {
            if (given != null && derived != null && given.isObject() && derived.isObject()) {
                var names = new LinkedHashSet<String>();
                derived.fieldNames().forEachRemaining(names::add);
                given.fieldNames().forEachRemaining(names::add);
                for (String name : names) {
                    same(
                            scoreVersion,
                            path.isEmpty() || path.endsWith(".") ? path + name : path + "." + name,
                            given.get(name),
                            derived.get(name));
                }
            } else if (given != null && derived != null && given.isArray() && derived.isArray()) {
                for (int i = 0; i < Math.max(given.size(), derived.size()); i++) {
                    same(scoreVersion, "%s[%d]".formatted(path, i), given.get(i), derived.get(i));
                }
            } else if (given == null || !given.equals(derived)) {
                throw ofScore(scoreVersion, path, shown(given), shown(derived));
            }
        }

        private Found ofScore(
                long of, String field, @Nullable String given, @Nullable String derived) {
            return new Found(new Difference(of, caseVersion, field, given, derived));
        }

        private Found ofRow(String field, @Nullable String given, @Nullable String derived) {
            return ofScore(version, "readModel." + field, given, derived);
        }

        private Found ofCase(
                long of, String field, @Nullable String given, @Nullable String derived) {
            return new Found(new Difference(version + 1, of, "caseEvent." + field, given, derived));
        }
    }

    /** Empty for bytes that this build cannot read. */
    private static Optional<Event> decoded(StoredEvent event) {
        try {
            return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
                case Decoded.Known(Event known) -> Optional.of(known);
                case Decoded.Unknown _ -> Optional.empty();
            };
        } catch (Codec.Undecodable e) {
            return Optional.empty();
        }
    }

    private static String content(StoredEvent event) {
        return "%s v%d cannot be read".formatted(event.type(), event.typeVersion());
    }

    private JsonNode tree(StoredEvent event) {
        return tree(event.bytes());
    }

    private JsonNode tree(byte[] bytes) {
        try {
            return json.readTree(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException("What was decoded before is JSON.", impossible);
        }
    }

    private static @Nullable String shown(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Ends a run at its first difference. */
    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Difference difference;

        Found(Difference difference) {
            super(difference.field(), null, false, false);
            this.difference = difference;
        }
    }
}
