package uk.inspection.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.reporting.projection.HistoryEntity;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionChanges;
import uk.inspection.reporting.projection.InspectionEntity;
import uk.inspection.reporting.projection.Place;
import uk.inspection.reporting.projection.ScoreMovementEntity;
import uk.inspection.reporting.projection.ScoreMovements;
import uk.inspection.reporting.projection.ScoreMovements.BandMove;

/** What is kept of inspections, their scores and their changes, from the events of all services. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class InspectionReadModelsTest {
    @Inject ScoreMovements movements;
    @Inject InspectionChanges changes;

    private final Fieldwork fieldwork = new Fieldwork();
    private final Newsroom newsroom = new Newsroom();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void close() {
        fieldwork.close();
        newsroom.close();
    }

    // ---- inspections

    @Test
    void the_sample_is_counted_until_a_score_says_how_large_it_is() {
        String id = fieldwork.announced(area);
        fieldwork.sampled(id, "A");
        fieldwork.sampled(id, "B");
        Instant left = fieldwork.withdrawn(id, "A").occurredAt();
        fieldwork.shown(id);
        InspectionEntity row = inspection(id);
        assertThat(row.sampled).isEqualTo(1);
        assertThat(row.judged).isZero();
        assertThat(row.scoreVersion).isNull();
        assertThat(row.stage).isEqualTo(InspectionEntity.FIELDWORK);
        assertThat(row.kind).isEqualTo(InspectionKind.CORE);
        assertThat(row.body).isEqualTo(area + " Youth Offending Team");
        assertThat(row.fieldworkStart).isEqualTo(LocalDate.of(2009, 4, 20));
        assertThat(row.changedAt).isEqualTo(left);

        Instant scored = fieldwork.scored(id, 1, 36, 36, 50).occurredAt();
        fieldwork.sampled(id, "C");
        fieldwork.shown(id);
        row = inspection(id);
        assertThat(row.sampled).isEqualTo(Fieldwork.SAMPLED);
        assertThat(row.judged).isEqualTo(1);
        assertThat(row.scoreVersion).isEqualTo(1);
        assertThat(row.changedAt).isEqualTo(scored);
        assertThat(types(id))
                .containsExactly(
                        "InspectionAnnounced",
                        "CaseSampled",
                        "CaseSampled",
                        "CaseWithdrawn",
                        "ScoreChanged");
    }

    @Test
    void a_score_may_come_before_the_announcement() {
        String id =
                fieldwork.coming(area, "The body", InspectionKind.REINSPECTION, Sefton.FRAMEWORK);
        Instant scored = fieldwork.scored(id, 2, 36, 36, 50).occurredAt();
        fieldwork.shown(id);
        InspectionEntity row = inspection(id);
        assertThat(row.area).isEqualTo(area);
        assertThat(row.body).isNull();
        assertThat(row.kind).isEqualTo(InspectionKind.REINSPECTION);
        assertThat(row.judged).isEqualTo(2);

        fieldwork.announce(id);
        fieldwork.shown(id);
        row = inspection(id);
        assertThat(row.body).isEqualTo("The body");
        assertThat(row.judged).isEqualTo(2);
        assertThat(row.scoreVersion).isEqualTo(1);
        assertThat(row.changedAt).isEqualTo(scored);
        assertThat(types(id)).containsExactly("ScoreChanged", "InspectionAnnounced");
    }

    @Test
    void final_scores_may_become_provisional_again() {
        String id = fieldwork.announced(area);
        fieldwork.finalised(id, 36, 36, 50);
        fieldwork.shown(id);
        assertThat(inspection(id).stage).isEqualTo(InspectionEntity.FINALISED);
        fieldwork.scored(id, 33, 36, 36, 51);
        fieldwork.shown(id);
        assertThat(inspection(id).stage).isEqualTo(InspectionEntity.FIELDWORK);
        fieldwork.finalised(id, 36, 36, 51);
        fieldwork.shown(id);
        assertThat(inspection(id).stage).isEqualTo(InspectionEntity.FINALISED);
        assertThat(stages(id)).containsExactly("fieldwork", "finalised", "fieldwork", "finalised");
    }

    @Test
    void a_published_report_ends_it() {
        String id = newsroom.sefton();
        InspectionEntity row = inspection(id);
        assertThat(row.stage).isEqualTo(InspectionEntity.REPORTED);
        assertThat(row.changedAt).isEqualTo("2009-06-24T09:00:00Z");
        assertThat(types(id))
                .containsExactly("InspectionAnnounced", "ScoresFinalised", "ReportPublished");
        assertThat(stages(id)).containsExactly("fieldwork", "finalised", "reported");
    }

    @Test
    void what_comes_twice_changes_nothing() {
        String id = fieldwork.announced(area);
        List<StoredEvent> all =
                List.of(fieldwork.sampled(id, "A"), fieldwork.scored(id, 1, 36, 36, 50));
        fieldwork.shown(id);
        all.forEach(fieldwork::again);
        fieldwork.scored(id, 2, 46, 36, 50); // which comes behind what came twice
        fieldwork.shown(id);
        assertThat(types(id))
                .containsExactly(
                        "InspectionAnnounced", "CaseSampled", "ScoreChanged", "ScoreChanged");
        assertThat(inspection(id).scoreVersion).isEqualTo(2);
        assertThat(reading(() -> ScoreMovementEntity.count("inspection", id))).isEqualTo(2);
    }

    // ---- scores and bands

    @Test
    void every_score_is_kept_with_the_newest_move_of_each_band() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.scored(id, 2, 40, 36, 50);
        Instant third = fieldwork.scored(id, 3, 46, 36, null).occurredAt();
        fieldwork.scored(id, 4, 46, 36, null);
        Instant fifth = fieldwork.scored(id, 5, 62, 36, 50).occurredAt();
        fieldwork.shown(id);

        assertThat(moves(id, 1)).isEmpty();
        assertThat(moves(id, 2)).isEmpty();
        assertThat(moves(id, 3))
                .containsExactly(
                        new BandMove("safeguarding", "DRASTIC", "SUBSTANTIAL", 3, third),
                        new BandMove("lor", "SUBSTANTIAL", null, 3, third));
        assertThat(moves(id, 4)).isEqualTo(moves(id, 3));
        assertThat(moves(id, 5))
                .containsExactly(
                        new BandMove("safeguarding", "SUBSTANTIAL", "MODERATE", 5, fifth),
                        new BandMove("lor", null, "SUBSTANTIAL", 5, fifth));
        assertThat(reading(() -> movements.scores(score(id, 2))))
                .isEqualTo(Fieldwork.pooled(40, 36, 50));
    }

    @Test
    void ratings_move_as_bands_do() {
        String id =
                fieldwork.coming(area, EastSussex.BODY, InspectionKind.CORE, EastSussex.FRAMEWORK);
        fieldwork.announce(id);
        fieldwork.scored(id, 1, EastSussex.SCORES);
        Instant at = fieldwork.scored(id, 2, Fieldwork.rated("2.1", null, null)).occurredAt();
        fieldwork.shown(id);
        assertThat(moves(id, 1)).isEmpty();
        assertThat(moves(id, 2))
                .containsExactly(
                        new BandMove(ScoreMovements.OVERALL, "Good", null, 2, at),
                        new BandMove("2.1", "Good", null, 2, at));
    }

    // ---- the order of changes

    @Test
    void changes_are_in_one_order_without_gaps_and_each_place_tells_all_before_it()
            throws Exception {
        String one = fieldwork.announced(area);
        String other = fieldwork.announced(area + " North");
        for (int i = 1; i <= 5; i++) {
            fieldwork.scored(one, i, 30 + i, 36, 50);
            fieldwork.scored(other, i, 30 + i, 36, 50);
        }
        fieldwork.shown(one);
        fieldwork.shown(other);
        List<InspectionChangeEntity> all =
                reading(() -> InspectionChangeEntity.list("order by position"));
        assertThat(all.stream().map(change -> change.position))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
        Place before = Place.ORIGIN;
        for (InspectionChangeEntity change : all) {
            assertThat(change.digest)
                    .isEqualTo(digest(before.digest(), hash(change)))
                    .isNotEqualTo(before.digest());
            before = change.place();
        }
        assertThat(changes.newest()).isEqualTo(before);
        assertThat(changes.knows(before)).isTrue();
        assertThat(changes.knows(Place.ORIGIN)).isTrue();
        assertThat(changes.knows(new Place(before.position(), Place.ORIGIN.digest()))).isFalse();
        assertThat(changes.knows(new Place(before.position() + 1, before.digest()))).isFalse();
        assertThat(changes.knows(new Place(0, before.digest()))).isFalse();
    }

    // ---- the words of these tests

    private static String digest(String before, String hash) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(HexFormat.of().parseHex(before));
        byte[] all = sha.digest(HexFormat.of().parseHex(hash));
        return HexFormat.of().formatHex(Arrays.copyOf(all, 8));
    }

    /** As the history has it. */
    private static String hash(InspectionChangeEntity change) {
        int slash = change.event.lastIndexOf('/');
        String topic = change.event.substring(0, slash);
        String id = topic + "/" + change.inspection + change.event.substring(slash);
        return reading(() -> HistoryEntity.<HistoryEntity>findById(id).hash);
    }

    private List<BandMove> moves(String id, long version) {
        return reading(() -> movements.bandMoves(score(id, version)));
    }

    private static ScoreMovementEntity score(String id, long version) {
        return Objects.requireNonNull(ScoreMovementEntity.of(id, version));
    }

    private static InspectionEntity inspection(String id) {
        return reading(() -> InspectionEntity.findById(id));
    }

    private static List<String> types(String id) {
        return changesOf(id).stream().map(change -> change.type).toList();
    }

    private static List<String> stages(String id) {
        return changesOf(id).stream().map(change -> change.stage).toList();
    }

    private static List<InspectionChangeEntity> changesOf(String id) {
        return reading(() -> InspectionChangeEntity.list("inspection = ?1 order by position", id));
    }

    private static <R> R reading(Supplier<R> reads) {
        return QuarkusTransaction.requiringNew().call(reads::get);
    }
}
