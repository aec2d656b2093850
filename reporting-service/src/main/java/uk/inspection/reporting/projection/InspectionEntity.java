package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.InspectionKind;

/** An inspection and how far it has come. */
@Entity
@Table(name = "inspection")
@NullUnmarked // fields are filled by the mapper
public class InspectionEntity extends PanacheEntityBase {
    /** The sample is drawn and judged; scores are provisional. */
    public static final String FIELDWORK = "fieldwork";

    /** Fieldwork is closed and the scores are final; there is no published report yet. */
    public static final String FINALISED = "finalised";

    /** The report is published. */
    public static final String REPORTED = "reported";

    @Id public String id;

    public String area;

    /** Absent, as are the days of fieldwork, until the announcement has come. */
    public String body;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    public String frameworkId;
    public int frameworkVersion;
    public LocalDate fieldworkStart;
    public LocalDate fieldworkEnd;

    /** Cases in the sample, and of those the ones that count. */
    public int sampled;

    public int judged;

    /** Of the newest {@link ScoreMovementEntity}; absent before the first score. */
    public Long scoreVersion;

    public String stage;

    /** Business time of the newest event of it. */
    public Instant changedAt;
}
