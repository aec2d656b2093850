package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Parameters;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent.Deadline;

/** One improvement plan: what lists are cut and sorted by, and the plan itself. */
@Entity
@Table(name = "improvement_plan")
@NullUnmarked // fields are filled by the mapper
public class PlanEntity extends PanacheEntityBase {
    /** More areas than there are services in England and Wales. */
    private static final int AREAS_MAX = 500;

    @Id public String inspection;

    public String area;
    public String body;

    @Enumerated(EnumType.STRING)
    public PlanStatus status;

    public String overseer;
    public boolean closed;

    /** What has been open longest, or falls due next; absent where nothing is open. */
    @Enumerated(EnumType.STRING)
    public Deadline openKind;

    public Integer openNumber;
    public LocalDate openOn;

    /** A {@link PlanView} as JSON. */
    public String document;

    /** A plan as a list shows it. */
    public record Line(
            String inspection,
            String area,
            String body,
            PlanStatus status,
            String overseer,
            @Nullable Deadline openKind,
            @Nullable Integer openNumber,
            @Nullable LocalDate openOn) {}

    private record Count(PlanStatus status, long plans) {}

    /** Which plans; absent for all. */
    public record Cut(@Nullable String area, @Nullable PlanStatus status) {
        private String where() {
            return "where true"
                    + (area == null ? "" : " and area = :area")
                    + (status == null ? "" : " and status = :status");
        }

        private Parameters parameters() {
            var parameters = new Parameters();
            if (area != null) {
                parameters.and("area", area);
            }
            if (status != null) {
                parameters.and("status", status);
            }
            return parameters;
        }
    }

    /** What is late first, the longest before all; then what falls due next; closed ones last. */
    public static List<Line> page(Cut cut, int page, int size) {
        return find(
                        cut.where() + " order by closed, openOn nulls last, area, inspection",
                        cut.parameters())
                .project(Line.class)
                .page(page, size)
                .list();
    }

    /** How many plans there are in each status; none where there are none. */
    public static Map<PlanStatus, Long> counts(Cut cut) {
        var counts = new EnumMap<PlanStatus, Long>(PlanStatus.class);
        find(
                        "select status, count(*) from PlanEntity "
                                + cut.where()
                                + " group by status",
                        cut.parameters())
                .project(Count.class)
                .<Count>list()
                .forEach(one -> counts.put(one.status(), one.plans()));
        return counts;
    }

    /** How many plans have something open that was due before a day. */
    public static long late(Cut cut, LocalDate today) {
        return count(cut.where() + " and openOn < :today", cut.parameters().and("today", today));
    }

    /** The areas that have plans, in alphabetical order. */
    public static List<String> areas() {
        return find("select distinct area from PlanEntity order by area")
                .project(String.class)
                .page(0, AREAS_MAX)
                .list();
    }
}
