package uk.inspection.reporting;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Event;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.reporting.projection.HistoryEntity;

/** Inspections under way: what the other services would say of them, minute by minute. */
public final class Fieldwork implements AutoCloseable {
    /** Cases in the sample of every score. */
    public static final int SAMPLED = 33;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ReinspectionProposal NONE = new ReinspectionProposal(false, "Good.");

    private final Upstream upstream =
            new Upstream(setting("kafka.bootstrap.servers"), setting("event-store.topic-prefix"));
    private final Map<String, Inspection> inspections = new HashMap<>();
    private final Map<String, Integer> sent = new HashMap<>();
    private Instant now = Instant.parse("2009-04-20T08:00:00Z");

    private record Inspection(String area, String body, InspectionKind kind, Framework framework) {}

    /** An inspection of a service that nobody else inspects, announced. */
    public String announced(String area) {
        return announced(area, area + " Youth Offending Team", InspectionKind.CORE);
    }

    public String announced(String area, String body, InspectionKind kind) {
        String id = coming(area, body, kind, Sefton.FRAMEWORK);
        announce(id);
        return id;
    }

    /** An inspection under rated standards, with ratings. */
    public String rated(String area) {
        String id = coming(area, EastSussex.BODY, InspectionKind.CORE, EastSussex.FRAMEWORK);
        announce(id);
        scored(id, 30, EastSussex.SCORES);
        scored(id, 31, rated("2.2", "Outstanding", "Outstanding"));
        return id;
    }

    /** An inspection of which nothing was said yet. */
    String coming(String area, String body, InspectionKind kind, Framework framework) {
        String id = UUID.randomUUID().toString();
        inspections.put(id, new Inspection(area, body, kind, framework));
        return id;
    }

    StoredEvent announce(String id) {
        Inspection it = known(id);
        return send(
                id,
                "case-events",
                new InspectionAnnounced(
                        it.area(),
                        it.body(),
                        it.kind(),
                        it.framework(),
                        "lead-1",
                        LocalDate.of(2009, 4, 20),
                        LocalDate.of(2009, 4, 24),
                        null));
    }

    StoredEvent sampled(String id, String caseId) {
        return send(
                id,
                "case-events",
                new CaseSampled(caseId, Sentence.COMMUNITY, "16-17", "male", false));
    }

    StoredEvent withdrawn(String id, String caseId) {
        return send(id, "case-events", new CaseWithdrawn(caseId, WithdrawalReason.values()[0]));
    }

    /** A score of so many judged cases with these percentages of the three headlines. */
    public StoredEvent scored(String id, int judged, @Nullable Integer... percents) {
        return scored(id, judged, pooled(percents));
    }

    StoredEvent scored(String id, int judged, Scores scores) {
        Inspection it = known(id);
        return send(
                id,
                topic(it),
                new ScoreChanged(
                        it.area(),
                        it.kind(),
                        it.framework().ref(),
                        SAMPLED,
                        judged,
                        judged + 1L,
                        List.of(judged + 1L),
                        1,
                        scores));
    }

    public StoredEvent finalised(String id, @Nullable Integer... percents) {
        Inspection it = known(id);
        return send(
                id,
                topic(it),
                new ScoresFinalised(
                        it.area(),
                        it.body(),
                        it.kind(),
                        it.framework().ref(),
                        SAMPLED,
                        SAMPLED,
                        SAMPLED + 2L,
                        List.of(SAMPLED + 2L),
                        1,
                        pooled(percents),
                        NONE));
    }

    /** Once more what was sent before, as a broker may. */
    void again(StoredEvent event) {
        upstream.send(event);
    }

    /** Waits until all that was sent of an inspection is shown. */
    public void shown(String id) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        QuarkusTransaction.requiringNew()
                                .call(() ->
                                        HistoryEntity.count("inspection", id)
                                                >= sent.getOrDefault(id, 0)));
    }

    @Override
    public void close() {
        upstream.close();
    }

    /** Sefton's scores with other headlines; null where nothing was applicable. */
    static Scores.Pooled pooled(@Nullable Integer... percents) {
        var sefton = (Scores.Pooled) Sefton.SCORES;
        var headlines = new ArrayList<Tally>();
        for (int i = 0; i < percents.length; i++) {
            Tally real = sefton.headlines().get(i);
            Integer percent = percents[i];
            headlines.add(
                    percent == null
                            ? new Tally(real.id(), 0, 0, null, null, null)
                            : new Tally(
                                    real.id(),
                                    percent,
                                    100,
                                    percent,
                                    band(percent),
                                    real.interval()));
        }
        return new Scores.Pooled(
                headlines, sefton.criteria(), sefton.sections(), sefton.questions());
    }

    /** East Sussex's ratings with another one of one standard, and overall. */
    static Scores.Rated rated(String standard, @Nullable String rating, @Nullable String overall) {
        return new Scores.Rated(
                EastSussex.SCORES.standards().stream()
                        .map(was ->
                                was.id().equals(standard)
                                        ? new StandardRating(
                                                was.id(),
                                                was.keyQuestions(),
                                                rating,
                                                null,
                                                null,
                                                was.counted())
                                        : was)
                        .toList(),
                EastSussex.SCORES.points(),
                EastSussex.SCORES.maximum(),
                overall);
    }

    private static String band(int percent) {
        return ((PooledPercentage) Sefton.FRAMEWORK)
                .bands().stream()
                        .filter(band -> band.from() <= percent && percent <= band.to())
                        .findFirst()
                        .orElseThrow()
                        .label();
    }

    private static String topic(Inspection inspection) {
        return inspection.kind() == InspectionKind.SELF_AUDIT
                ? "self-audit-score-events"
                : "score-events";
    }

    private Inspection known(String id) {
        return Objects.requireNonNull(inspections.get(id));
    }

    private StoredEvent send(String id, String topic, Event event) {
        now = now.plusSeconds(60);
        sent.merge(id, 1, Integer::sum);
        return upstream.send(topic, id, now, Map.of(), event);
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
