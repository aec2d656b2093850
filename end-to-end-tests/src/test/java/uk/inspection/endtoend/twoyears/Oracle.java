package uk.inspection.endtoend.twoyears;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which deadlines the service must raise for one area, given what its players did. Written from the
 * rules, not from the service's code: it knows what is open and since when, and reads everything
 * else off the calendar. Days are Europe/London.
 */
final class Oracle {
    static final String PLAN = "plan";
    static final String MONITORING_RETURN = "monitoring-return";
    static final String REINSPECTION = "reinspection";

    /** The types of the events that a calendar can show. */
    static final Set<String> TYPES =
            Set.of(
                    "DeadlineApproaching",
                    "PlanOverdue",
                    "MonitoringReturnDue",
                    "MonitoringReturnOverdue",
                    "ReinspectionDue",
                    "ReinspectionOverdue");

    /** Days before a due day on which it is reminded of. */
    private static final List<Integer> REMINDERS = List.of(14, 3, 0);

    /** A plan that is returned when its due day has come may take this many days more. */
    private static final int DAYS_AFTER_RETURN = 14;

    /**
     * A deadline event as it must be on the topic.
     *
     * @param of what is due
     * @param number of the quarter, otherwise 1
     * @param on the event's own day
     */
    record Raised(String type, String of, int number, LocalDate dueOn, LocalDate on) {}

    /** Something is due; {@code since} is the day on which that was said. */
    private record Due(String of, int number, LocalDate on, LocalDate since) {
        /** What its calendar shows, reminders of before it was said left out. */
        Stream<Raised> calendar() {
            var reminders =
                    REMINDERS.stream()
                            .map(on::minusDays)
                            .filter(day -> !day.isBefore(since))
                            .map(day -> raised("DeadlineApproaching", day));
            var itself =
                    switch (of) {
                        case PLAN -> Stream.of(raised("PlanOverdue", on.plusDays(1)));
                        case MONITORING_RETURN ->
                                Stream.of(
                                        raised("MonitoringReturnDue", on),
                                        raised("MonitoringReturnOverdue", on.plusDays(1)));
                        case REINSPECTION ->
                                Stream.of(
                                        raised("ReinspectionDue", on),
                                        raised("ReinspectionOverdue", on.plusDays(1)));
                        default -> throw new IllegalStateException(of);
                    };
            return Stream.concat(reminders, itself);
        }

        private Raised raised(String type, LocalDate day) {
            return new Raised(type, of, number, on, day);
        }
    }

    private final Map<String, Due> open = new HashMap<>();
    private final Map<Raised, LocalDate> raised = new LinkedHashMap<>();
    private LocalDate planDueOn = LocalDate.EPOCH;

    // ---- what the players did

    void planWanted(LocalDate dueOn, LocalDate today) {
        planDueOn = dueOn;
        opens(PLAN, 1, dueOn, today);
    }

    void submitted() {
        closes(PLAN, 1);
    }

    /**
     * Returned: due on the day the lead gave, else on the old one if it is to come, else as the
     * rule says; the new due day, if it is another than the old one.
     */
    Optional<LocalDate> returned(LocalDate today, Optional<LocalDate> given) {
        LocalDate old = planDueOn;
        planWanted(
                given.orElse(old.isAfter(today) ? old : today.plusDays(DAYS_AFTER_RETURN)), today);
        return planDueOn.equals(old) ? Optional.empty() : Optional.of(planDueOn);
    }

    void finalised(List<LocalDate> returnsDueOn, LocalDate today) {
        closes(PLAN, 1);
        for (int i = 0; i < returnsDueOn.size(); i++) {
            opens(MONITORING_RETURN, i + 1, returnsDueOn.get(i), today);
        }
    }

    void returnIn(int quarter) {
        closes(MONITORING_RETURN, quarter);
    }

    void reinspectionCalledFor(LocalDate dueOn, LocalDate today) {
        opens(REINSPECTION, 1, dueOn, today);
    }

    void reinspectionArranged() {
        closes(REINSPECTION, 1);
    }

    void planClosed() {
        open.clear();
    }

    LocalDate planDueOn() {
        return planDueOn;
    }

    // ---- what follows

    /** What is to be raised now that it is this day and has not been raised before. */
    List<Raised> raise(LocalDate today) {
        var now = due(today);
        now.forEach(one -> raised.put(one, today));
        return now;
    }

    /** What would be raised on this day as things stand. */
    List<Raised> due(LocalDate today) {
        return open.values().stream()
                .flatMap(Due::calendar)
                .filter(one -> !one.on().isAfter(today) && !raised.containsKey(one))
                .toList();
    }

    /** The next day after this one on which something is raised if nobody does anything. */
    Optional<LocalDate> next(LocalDate today) {
        return open.values().stream()
                .flatMap(Due::calendar)
                .map(Raised::on)
                .filter(day -> day.isAfter(today))
                .min(LocalDate::compareTo);
    }

    /** Everything raised so far, each with the day on which an instance could first notice it. */
    Map<Raised, LocalDate> raised() {
        return Map.copyOf(raised);
    }

    private void opens(String of, int number, LocalDate dueOn, LocalDate since) {
        open.put(of + number, new Due(of, number, dueOn, since));
    }

    private void closes(String of, int number) {
        open.remove(of + number);
    }
}
