package uk.inspection.plan.mail;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.ReportEvent.DueDate;

/**
 * What a mail says: made from the plan's own events alone, and nothing of cases or of what a plan
 * promises.
 *
 * @param area whose plan it is
 */
record Wording(String area, String subject, String text) {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

    /**
     * Puts a notice into words.
     *
     * @param before what happened to the plan before
     * @param today the business day
     */
    static Wording of(Notice notice, String inspection, List<PlanEvent> before, LocalDate today) {
        PlanRequested plan = of(PlanRequested.class, before).findFirst().orElseThrow();
        String day = DAY.format(notice.dueOn());
        String what =
                switch (notice.deadline()) {
                    case PLAN -> "improvement plan";
                    case MONITORING_RETURN -> "monitoring return " + notice.number();
                    case REINSPECTION -> "re-inspection";
                };
        String rule = rule(notice, before);
        String text =
                """
                %s (%s): the %s %s

                Due on:      %s%s
                Overseen by: %s
                Inspection:  %s

                The inspection lifecycle platform sent this by itself. Replies are not read.
                """
                        .formatted(
                                plain(plan.body()),
                                plain(plan.area()),
                                what,
                                notice.overdue() ? passed(notice, day) : left(notice, day, today),
                                day,
                                rule == null ? "" : "\nRule:        " + plain(rule),
                                plain(plan.overseer()),
                                plain(inspection));
        String state = notice.overdue() ? "overdue since " : "due on ";
        return new Wording(
                plan.area(), "%s: %s %s%s".formatted(plain(plan.area()), what, state, day), text);
    }

    private static String left(Notice notice, String day, LocalDate today) {
        long days = ChronoUnit.DAYS.between(today, notice.dueOn());
        if (days == 0) {
            return "is due today, %s.".formatted(day);
        }
        return "is due on %s: %d %s left.".formatted(day, days, days == 1 ? "day" : "days");
    }

    private static String passed(Notice notice, String day) {
        String missing = notice.deadline() == Deadline.REINSPECTION ? "arranged" : "submitted";
        return "was due on %s and was not %s by then.".formatted(day, missing);
    }

    /** The rule that gave the day; null where the events, being old ones, do not say. */
    private static @Nullable String rule(Notice notice, List<PlanEvent> before) {
        Stream<DueDate> due =
                switch (notice.deadline()) {
                    case PLAN ->
                            Stream.concat(
                                    of(PlanRequested.class, before).map(PlanRequested::due),
                                    of(PlanDueChanged.class, before).map(PlanDueChanged::due));
                    case REINSPECTION ->
                            of(PlanRequested.class, before)
                                    .map(requested -> requested.reinspection().due())
                                    .filter(Objects::nonNull);
                    case MONITORING_RETURN -> {
                        Stream<Quarter> quarters =
                                of(PlanFinalised.class, before)
                                        .flatMap(finalised -> finalised.quarters().stream());
                        yield quarters.mapMulti((quarter, dates) -> {
                            String rule = quarter.rule();
                            if (quarter.number() == notice.number() && rule != null) {
                                dates.accept(new DueDate(quarter.dueOn(), rule));
                            }
                        });
                    }
                };
        return due.filter(date -> date.on().equals(notice.dueOn()))
                .map(DueDate::rule)
                .reduce((_, newer) -> newer)
                .orElse(null);
    }

    private static <E extends PlanEvent> Stream<E> of(Class<E> type, List<PlanEvent> events) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    /** On one line: what a name brings with it must become neither a header nor a line of ours. */
    private static String plain(String words) {
        return words.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
