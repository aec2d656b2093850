package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.InspectionKind;

/** One inspection as a list shows it. */
@Entity
@Table(name = "inspection")
@NullUnmarked // fields are filled by the mapper
public class InspectionEntity extends PanacheEntityBase {
    @Id public String id;
    public String area;
    public String body;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    public String frameworkId;
    public int frameworkVersion;
    public String lead;
    public LocalDate fieldworkStart;
    public LocalDate fieldworkEnd;
    public String reinspectionOf;
    public String status;
    public int sampled;
    public int judged;
    public long version;
    public Instant announcedAt;

    /** When fieldwork closed; null while it is open. */
    public Instant closedAt;

    /** Position of the announcement in the log: the order of lists. */
    public long announcedPosition;

    /**
     * Inspections announced before a position, newest first; of one area unless it is null, and of
     * these kinds.
     */
    public static List<InspectionEntity> page(
            String area, Set<InspectionKind> kinds, long before, int limit) {
        return area == null
                ? find(
                                "announcedPosition < ?1 and kind in ?2"
                                        + " order by announcedPosition desc",
                                before,
                                kinds)
                        .page(0, limit)
                        .list()
                : find(
                                "announcedPosition < ?1 and kind in ?2 and area = ?3"
                                        + " order by announcedPosition desc",
                                before,
                                kinds,
                                area)
                        .page(0, limit)
                        .list();
    }
}
