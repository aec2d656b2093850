package uk.inspection.scoring.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Codec;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.ScoringServiceStack;

/** Rows in a transaction that is undone: no other test meets scores that nobody gave out. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class ScoreReadModelsTest {
    private static final Instant NINE = Instant.parse("2009-04-20T09:00:00Z");

    @Inject ScoreReadModels readModels;

    private final String one = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void undo() {
        QuarkusTransaction.rollback();
    }

    @Test
    void scores_applied_together_show_the_newest_where_the_first_stands() {
        readModels.apply(List.of(score(one, 1, 11), score(other, 1, 12), score(one, 2, 13)));
        shows(one, 2, 11);
        shows(other, 1, 12);
    }

    @Test
    void a_further_score_stays_where_the_first_stood() {
        readModels.apply(List.of(score(one, 1, 11)));
        readModels.apply(List.of(score(one, 2, 12), score(one, 3, 13)));
        shows(one, 3, 11);
    }

    private static void shows(String inspection, long version, long firstPosition) {
        ScoreEntity row = ScoreEntity.findById(inspection);
        assertThat(row.version).isEqualTo(version);
        assertThat(row.caseVersion).isEqualTo(10 + version);
        assertThat(row.changedAt).isEqualTo(at(version));
        assertThat(row.firstPosition).isEqualTo(firstPosition);
        assertThat(row.firstScoredAt).isEqualTo(at(1));
    }

    private static Instant at(long version) {
        return NINE.plusSeconds(version);
    }

    private static StoredEvent score(String inspection, long version, long position) {
        ScoreEvent score =
                new ScoreChanged(
                        "Sefton",
                        InspectionKind.CORE,
                        new FrameworkRef("cci-2009", 1),
                        1,
                        1,
                        10 + version,
                        List.of(10 + version),
                        1,
                        new Scores.Pooled(List.of(), List.of(), List.of(), List.of()));
        return new StoredEvent(
                "score-events",
                position,
                inspection,
                version,
                Codec.typeOf(score),
                Codec.versionOf(score),
                Codec.encode(score),
                "scoring-service",
                null,
                "request",
                "command",
                0,
                at(version),
                at(version),
                "",
                HashChain.origin(),
                HashChain.origin());
    }
}
