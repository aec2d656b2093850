package uk.inspection.scoring.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.InspectionKind;

/** The score of one inspection that was given out last. */
@Entity
@Table(name = "score")
@NullUnmarked // fields are filled by the mapper
public class ScoreEntity extends PanacheEntityBase {
    @Id public String inspection;
    public String area;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    public String frameworkId;
    public int frameworkVersion;
    public boolean provisional;
    public int sampled;
    public int judged;
    public long caseVersion;
    public long version;
    public int scorer;
    public Instant changedAt;

    /** The scores as a JSON object. */
    public String scores;

    /**
     * What the framework's rule proposes; both null while the scores are provisional, and in what
     * the public is shown.
     */
    public Boolean reinspectionProposed;

    public String reinspectionWhy;

    /** Position of the inspection's first score in the log: the order of lists. */
    public long firstPosition;

    /** When that first score was given out. */
    public Instant firstScoredAt;

    /** The row as the database has it now, whatever the session has seen. */
    public static Optional<ScoreEntity> now(String inspection) {
        return QuarkusTransaction.requiringNew().call(() -> findByIdOptional(inspection));
    }

    /** Self-audits of an area under a framework, first scored after a position, oldest first. */
    public static List<ScoreEntity> selfAudits(
            String area, String frameworkId, long after, int limit) {
        return find(
                        """
                        kind = ?1 and area = ?2 and frameworkId = ?3 and firstPosition > ?4
                        order by firstPosition
                        """,
                        InspectionKind.SELF_AUDIT,
                        area,
                        frameworkId,
                        after)
                .page(0, limit)
                .list();
    }

    /**
     * Scores of inspections first scored before a position, newest first: those of self-audits of
     * one area, and of other inspections all or only those that are published.
     *
     * @param area may be empty, for no self-audits
     */
    public static List<ScoreEntity> page(long before, String area, boolean unpublished, int limit) {
        return find(
                        """
                        firstPosition < ?1
                        and ((kind = ?2 and area = ?3)
                          or (kind <> ?2
                            and (?4 = true
                              or inspection in (select p.inspection from PublicationEntity p
                                                where p.publishedVersion is not null))))
                        order by firstPosition desc
                        """,
                        before,
                        InspectionKind.SELF_AUDIT,
                        area,
                        unpublished)
                .page(0, limit)
                .list();
    }
}
