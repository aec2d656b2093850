package uk.inspection.plan.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Parameters;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One improvement plan: the columns that lists are cut by, and the plan as it is shown. */
@Entity
@Table(name = "improvement_plan")
@NullUnmarked // fields are filled by the mapper
public class PlanEntity extends PanacheEntityBase {
    private static final int PAGE_SIZE = 100;

    @Id public String inspection;
    public String area;
    public String status;
    public LocalDate dueOn;
    public long version;

    /** Position of the request in the log: the order of lists. */
    public long requestedPosition;

    /** Position of the newest event in the log. */
    public long changedPosition;

    /**
     * Wall clock in whole seconds, later with every transaction that changes any plan, so that a
     * poller may go by it. Many transactions within a second make it run ahead of the clock.
     */
    public Instant modifiedAt;

    /** When the newest event was recorded, which all events of a write were at one time. */
    public Instant recordedAt;

    /** The published report's {@code Scores} as JSON; null where the oldest events lack them. */
    public String scores;

    /** The framework that the scores follow, as JSON; null where {@link #scores} is. */
    public String framework;

    /** A {@link PlanView} as JSON. */
    public String document;

    /**
     * Plans requested before a position, newest first.
     *
     * @param dueBefore only plans whose due date, as it stands now, is before this day, whether
     *     they were submitted or not
     */
    public static List<PlanEntity> page(
            @Nullable String status,
            @Nullable String area,
            @Nullable LocalDate dueBefore,
            long before,
            int limit) {
        return page(new Where(status, area, dueBefore, false), before, limit);
    }

    /** Every plan that {@link #page} would list, newest first. Belongs in a {@link Snapshot}. */
    public static void each(
            @Nullable String status,
            @Nullable String area,
            @Nullable LocalDate dueBefore,
            Consumer<PlanEntity> reader) {
        each(new Where(status, area, dueBefore, false), reader);
    }

    /** Every plan that is not closed, newest first. Belongs in a {@link Snapshot}. */
    public static void eachOpen(@Nullable String area, Consumer<PlanEntity> reader) {
        each(new Where(null, area, null, true), reader);
    }

    private record Where(
            @Nullable String status,
            @Nullable String area,
            @Nullable LocalDate dueBefore,
            boolean open) {}

    private static List<PlanEntity> page(Where which, long before, int limit) {
        var where = new StringBuilder("requestedPosition < :before");
        var parameters = Parameters.with("before", before);
        if (which.status != null) {
            where.append(" and status = :status");
            parameters.and("status", which.status);
        }
        if (which.area != null) {
            where.append(" and area = :area");
            parameters.and("area", which.area);
        }
        if (which.dueBefore != null) {
            where.append(" and dueOn < :dueBefore");
            parameters.and("dueBefore", which.dueBefore);
        }
        if (which.open) {
            where.append(" and status <> :closed");
            parameters.and("closed", PlanView.CLOSED);
        }
        where.append(" order by requestedPosition desc");
        return find(where.toString(), parameters).page(0, limit).list();
    }

    /** A page at a time, so that not all documents are in memory at once. */
    private static void each(Where which, Consumer<PlanEntity> reader) {
        long before = Long.MAX_VALUE;
        List<PlanEntity> rows;
        do {
            rows = page(which, before, PAGE_SIZE);
            for (PlanEntity row : rows) {
                reader.accept(row);
                before = row.requestedPosition;
            }
            getEntityManager().clear();
        } while (rows.size() == PAGE_SIZE);
    }

    /** The newest change of some plans: where it is in the log, and when it was. */
    public record Newest(long position, Instant modifiedAt) {}

    /** The newest change of any plan: when it was recorded, and the date that it was given. */
    record Dated(Instant recordedAt, Instant modifiedAt) {}

    /** What a poller of one plan needs to know before he reads it. */
    public record Mark(String area, long version, Instant modifiedAt) {}

    /** The newest change of any plan. Read from an index alone. */
    public static Optional<Newest> newest() {
        return first(
                Newest.class,
                "select changedPosition, modifiedAt from PlanEntity order by changedPosition desc",
                Map.of());
    }

    static Optional<Dated> newestDate() {
        return first(
                Dated.class,
                "select recordedAt, modifiedAt from PlanEntity order by changedPosition desc",
                Map.of());
    }

    /** The newest change of an area's plans. Read from an index alone. */
    public static Optional<Newest> newest(String area) {
        return first(
                Newest.class,
                "select changedPosition, modifiedAt from PlanEntity where area = :area"
                        + " order by changedPosition desc",
                Map.of("area", area));
    }

    /** How new a plan is. Read from an index alone. */
    public static Optional<Mark> mark(String inspection) {
        return first(
                Mark.class,
                "select area, version, modifiedAt from PlanEntity where inspection = :inspection",
                Map.of("inspection", inspection));
    }

    private static <R> Optional<R> first(
            Class<R> type, String query, Map<String, Object> parameters) {
        var selection = getEntityManager().createQuery(query, type).setMaxResults(1);
        parameters.forEach(selection::setParameter);
        // Not as a stream: outside a transaction one that is not read out keeps its connection.
        return selection.getResultList().stream().findFirst();
    }
}
