package uk.inspection.plan.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.plan.domain.Deadlines.Deadline;
import uk.inspection.plan.domain.Deadlines.Kind;
import uk.inspection.plan.domain.Deadlines.Progress;

/** One day on which something happens by itself, and what became of it. */
@Entity
@Table(name = "deadline")
@NullUnmarked // fields are filled by the mapper
public class DeadlineEntity extends PanacheEntityBase {
    /** Inspection, kind, number, day and due day, joined by slashes. */
    @Id public String id;

    public String inspection;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    public int number;
    public LocalDate fallsOn;
    public LocalDate dueOn;

    @Enumerated(EnumType.STRING)
    public Progress progress;

    /** All deadlines of a plan. */
    public static List<DeadlineEntity> of(String inspection) {
        return list("inspection", inspection);
    }

    /** Deadlines still to be raised whose day has come by {@code today}, after one of them. */
    public static List<DeadlineEntity> due(
            LocalDate today, @Nullable DeadlineEntity after, int limit) {
        return (after == null
                        ? find(
                                "progress = ?1 and fallsOn <= ?2 order by fallsOn, id",
                                Progress.PENDING,
                                today)
                        : find(
                                "progress = ?1 and fallsOn <= ?2 and (fallsOn > ?3 or fallsOn = ?3"
                                        + " and id > ?4) order by fallsOn, id",
                                Progress.PENDING,
                                today,
                                after.fallsOn,
                                after.id))
                .page(0, limit)
                .list();
    }

    /** How many are still to be raised whose day has come by {@code today}. */
    public static long due(LocalDate today) {
        return count("progress = ?1 and fallsOn <= ?2", Progress.PENDING, today);
    }

    static String key(String inspection, Deadline deadline) {
        return "%s/%s/%d/%s/%s"
                .formatted(
                        inspection,
                        deadline.kind().word(),
                        deadline.number(),
                        deadline.on(),
                        deadline.dueOn());
    }

    Deadline deadline() {
        return new Deadline(kind, number, fallsOn, dueOn, progress);
    }
}
