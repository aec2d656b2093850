package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;

/** One report as it stands. Lists are kept as JSON arrays of the contract's records. */
@Entity
@Table(name = "report")
@NullUnmarked // fields are filled by the mapper
public class ReportEntity extends PanacheEntityBase {
    public static final String DRAFT = "draft";
    public static final String FACTUAL_ACCURACY = "factual-accuracy";
    public static final String ANSWERED = "answered";
    public static final String SCHEDULED = "scheduled";
    public static final String VOID = "void";
    public static final String PUBLISHED = "published";

    /** Id of the inspection. */
    @Id public String id;

    public String area;
    public String body;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    public String frameworkId;
    public int frameworkVersion;
    public String status;
    public long version;
    public Integer edition;
    public String foreword;
    public String scores;
    public boolean reinspectionProposed;
    public String reinspectionProposedWhy;
    public String recommendations;
    public LocalDate checkDueOn;
    public LocalDate checkAnsweredOn;
    public String challenges;
    public String challengeDecisions;
    public String amendments;
    public String corrections;

    /** The moment of a scheduled publication; absent where none is scheduled. */
    public Instant publishAt;

    public LocalDate publishedOn;

    /** Position of the publication in the log: the order of lists. */
    public Long publishedPosition;

    public LocalDate planDueOn;
    public String planDueRule;
    public String overseer;
    public Boolean reinspect;
    public String reinspectionReason;
    public LocalDate reinspectionDueOn;
    public String reinspectionDueRule;

    /** Scheduled publications whose moment has come, after one of them. */
    public static List<ReportEntity> due(Instant now, @Nullable ReportEntity after, int limit) {
        return (after == null
                        ? find("publishAt <= ?1 order by publishAt, id", now)
                        : find(
                                "publishAt <= ?1 and (publishAt > ?2 or publishAt = ?2 and id > ?3)"
                                        + " order by publishAt, id",
                                now,
                                after.publishAt,
                                after.id))
                .page(0, limit)
                .list();
    }

    /** Reports published before a position, newest first. */
    public static List<ReportEntity> published(long before, int limit) {
        return find("publishedPosition < ?1 order by publishedPosition desc", before)
                .page(0, limit)
                .list();
    }

    /** Reports that are not published, by area; {@code area} is absent for all. */
    public static List<ReportEntity> unpublished(@Nullable String area, int limit) {
        return (area == null
                        ? ReportEntity.<ReportEntity>find(
                                "status <> ?1 order by area, id", PUBLISHED)
                        : ReportEntity.<ReportEntity>find(
                                "status <> ?1 and area = ?2 order by id", PUBLISHED, area))
                .page(0, limit)
                .list();
    }
}
