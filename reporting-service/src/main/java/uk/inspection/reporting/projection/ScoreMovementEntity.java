package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;

/** One score that scoring-service gave out. */
@Entity
@Table(name = "score_movement")
@NullUnmarked // fields are filled by the mapper
public class ScoreMovementEntity extends PanacheEntityBase {
    /**
     * The order in which scores came to this service. It is given out under the writer's lock, so
     * that positions become visible in order; there may be gaps.
     */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long position;

    public String inspection;

    /** Of the inspection's score stream, from 1. */
    public long version;

    public String area;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    /** {@code ScoreChanged} or {@code ScoresFinalised}. */
    public String type;

    public Instant occurredAt;
    public int sampled;
    public int judged;

    /** The version of the case stream that the score reflects. */
    public long caseVersion;

    /** A {@link uk.inspection.contract.Scores} as JSON. */
    public String scores;

    /** Of each headline or standard the newest {@link ScoreMovements.BandMove}, as JSON. */
    public String bandMoves;

    public static @Nullable ScoreMovementEntity of(String inspection, long version) {
        return find("inspection = ?1 and version = ?2", inspection, version).firstResult();
    }
}
