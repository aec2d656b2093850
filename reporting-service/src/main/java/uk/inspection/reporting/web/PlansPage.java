package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.reporting.projection.PlanStatus;

/**
 * A page of the list of improvement plans.
 *
 * @param today the day in words on which {@code late} of {@code total} plans have something late
 * @param areas to choose from; none for who sees one area alone
 * @param area and {@code status}: what alone is shown; absent for all
 * @param page counts from 1
 * @param previous address of the page before; absent on the first
 * @param next address of the page after; absent on the last
 */
public record PlansPage(
        String today,
        long late,
        long total,
        List<StatusCount> counts,
        List<String> areas,
        @Nullable String area,
        @Nullable PlanStatus status,
        List<Row> rows,
        int page,
        int pages,
        @Nullable String previous,
        @Nullable String next) {

    /** How many plans a status has, and the address of the list of them. */
    public record StatusCount(PlanStatus status, long plans, String address) {}

    /** A plan; {@code due} is absent where nothing is open. */
    public record Row(
            String inspection,
            String area,
            String body,
            PlanStatus status,
            Phrase overseer,
            @Nullable Due due) {}

    /** What is due next, {@code day} in words. */
    public record Due(Deadline kind, int number, String day, DayState state) {}
}
