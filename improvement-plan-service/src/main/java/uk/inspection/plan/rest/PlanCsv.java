package uk.inspection.plan.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.plan.projection.PlanView;

/** Plans as rows of a table (RFC 4180), one a plan. */
final class PlanCsv {
    /** A cell that begins so is taken for a formula by spreadsheets. */
    private static final String FORMULA = "=+-@\t\r\n";

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("inspectionId", plan -> plan.inspectionId),
                    new Column("area", plan -> plan.area),
                    new Column("body", plan -> plan.body),
                    new Column("status", plan -> plan.status),
                    new Column("overseer", plan -> plan.overseer),
                    new Column("publishedOn", plan -> plan.publishedOn),
                    new Column("dueOn", plan -> plan.due.on()),
                    new Column("dueRule", plan -> plan.due.rule()),
                    new Column("submissions", PlanCsv::submissions),
                    new Column("submittedOn", plan -> plan.submittedOn),
                    new Column("boardSignedOffOn", PlanCsv::boardSignedOffOn),
                    new Column("finalisedOn", plan -> plan.finalisedOn),
                    new Column("forwardedOn", plan -> plan.forwardedOn),
                    new Column("nextDeadline", PlanCsv::nextDeadline),
                    new Column(
                            "nextDeadlineOn",
                            plan -> plan.nextDeadline == null ? null : plan.nextDeadline.on()),
                    new Column("returnsIn", plan -> quarters(plan, "submitted")),
                    new Column("returnsOverdue", plan -> quarters(plan, "overdue")),
                    new Column("actions", plan -> plan.actions == null ? 0 : plan.actions.size()),
                    new Column("actionsComplete", PlanCsv::actionsComplete),
                    new Column("reinspection", plan -> plan.reinspection.state),
                    new Column(
                            "reinspectionDueOn",
                            plan ->
                                    plan.reinspection.due == null
                                            ? null
                                            : plan.reinspection.due.on()),
                    new Column("reinspectionInspectionId", plan -> plan.reinspection.inspectionId),
                    new Column("closedOn", plan -> plan.closedOn),
                    new Column("version", plan -> plan.version),
                    new Column("changedAt", plan -> plan.changedAt));

    private final StringBuilder text = new StringBuilder();
    private final CSVPrinter printer;

    private record Column(String name, Function<PlanView, @Nullable Object> value) {}

    /** A table that has a header and no plans yet. */
    PlanCsv() {
        try {
            printer =
                    CSVFormat.RFC4180
                            .builder()
                            .setHeader(COLUMNS.stream().map(Column::name).toArray(String[]::new))
                            .get()
                            .print(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    void add(PlanView plan) {
        try {
            printer.printRecord(
                    COLUMNS.stream().map(column -> cell(column.value().apply(plan))).toList());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static @Nullable Object cell(@Nullable Object value) {
        return value instanceof String words
                        && !words.isEmpty()
                        && FORMULA.indexOf(words.charAt(0)) >= 0
                ? "'" + words
                : value;
    }

    /** Of what was submitted last; a signature on an earlier plan says nothing of it. */
    private static @Nullable LocalDate boardSignedOffOn(PlanView plan) {
        return plan.signOff == null || plan.signOff.submission() != submissions(plan)
                ? null
                : plan.signOff.on();
    }

    private static int submissions(PlanView plan) {
        return Objects.requireNonNullElse(plan.submissions, 0);
    }

    private static @Nullable String nextDeadline(PlanView plan) {
        return plan.nextDeadline == null
                ? null
                : plan.nextDeadline.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long quarters(PlanView plan, String state) {
        return plan.quarters.stream().filter(quarter -> quarter.state.equals(state)).count();
    }

    /** By the newest monitoring return. */
    private static long actionsComplete(PlanView plan) {
        return plan.actions == null
                ? 0
                : plan.actions.stream()
                        .filter(action -> action.status == ActionStatus.COMPLETE)
                        .count();
    }
}
