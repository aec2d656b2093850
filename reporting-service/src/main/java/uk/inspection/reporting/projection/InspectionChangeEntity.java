package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;

/** One change of an inspection, and how it stood then. */
@Entity
@Table(name = "inspection_change")
@NullUnmarked // fields are filled by the mapper
public class InspectionChangeEntity extends PanacheEntityBase {
    /** The order in which changes came here, from 1, without gaps and visible in order. */
    @Id public Long position;

    /** Of this change and all before it: see {@link Place}. */
    public String digest;

    public String inspection;
    public String area;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    /** The event that changed it: its topic and its version, joined by a slash. */
    public String event;

    public String type;
    public Instant occurredAt;

    /** As in {@link InspectionEntity}, as are the rest. */
    public String stage;

    public int sampled;
    public int judged;

    /** Absent before the first score. */
    public Long scoreVersion;

    public Place place() {
        return new Place(position, digest);
    }

    /** The newest change; absent before the first. */
    static @Nullable InspectionChangeEntity newest() {
        return find("order by position desc").firstResult();
    }

    /** Changes after a position, in order. */
    static List<InspectionChangeEntity> after(long position, int limit) {
        return find("position > ?1 order by position", position).page(0, limit).list();
    }
}
