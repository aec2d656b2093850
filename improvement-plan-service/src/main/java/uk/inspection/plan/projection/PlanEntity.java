package uk.inspection.plan.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Parameters;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One improvement plan: the columns that lists are cut by, and the plan as it is shown. */
@Entity
@Table(name = "improvement_plan")
@NullUnmarked // fields are filled by the mapper
public class PlanEntity extends PanacheEntityBase {
    @Id public String inspection;
    public String area;
    public String status;
    public LocalDate dueOn;
    public long version;

    /** Position of the request in the log: the order of lists. */
    public long requestedPosition;

    /** Position of the newest event in the log. */
    public long changedPosition;

    /** Wall clock in whole seconds; later with every change, so that a poller may go by it. */
    public Instant modifiedAt;

    /** The published report's {@code Scores} as JSON; null where the oldest events lack them. */
    public String scores;

    /** The framework that the scores follow, as JSON; null where {@link #scores} is. */
    public String framework;

    /** A {@link PlanView} as JSON. */
    public String document;

    /**
     * Plans requested before a position, newest first.
     *
     * @param dueBefore only plans that were or are due before this day
     */
    public static List<PlanEntity> page(
            @Nullable String status,
            @Nullable String area,
            @Nullable LocalDate dueBefore,
            long before,
            int limit) {
        var where = new StringBuilder("requestedPosition < :before");
        var parameters = Parameters.with("before", before);
        if (status != null) {
            where.append(" and status = :status");
            parameters.and("status", status);
        }
        if (area != null) {
            where.append(" and area = :area");
            parameters.and("area", area);
        }
        if (dueBefore != null) {
            where.append(" and dueOn < :dueBefore");
            parameters.and("dueBefore", dueBefore);
        }
        where.append(" order by requestedPosition desc");
        return find(where.toString(), parameters).page(0, limit).list();
    }

    /** Position of the newest change of any plan; 0 for none. Read from an index alone. */
    public static long newestChange() {
        return find("select coalesce(max(changedPosition), 0) from PlanEntity")
                .project(Long.class)
                .firstResult();
    }
}
