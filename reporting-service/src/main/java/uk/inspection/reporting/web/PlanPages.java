package uk.inspection.reporting.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.reporting.projection.PlanEntity;
import uk.inspection.reporting.projection.PlanReadModels;
import uk.inspection.reporting.projection.PlanStatus;
import uk.inspection.reporting.projection.PlanView;
import uk.inspection.reporting.projection.PlanView.PlanDue;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.web.PlanPage.ActionLink;
import uk.inspection.reporting.web.PlanPage.ActionRow;
import uk.inspection.reporting.web.PlanPage.Closed;
import uk.inspection.reporting.web.PlanPage.DeadlineRow;
import uk.inspection.reporting.web.PlanPage.Forwarded;
import uk.inspection.reporting.web.PlanPage.ProgressRow;
import uk.inspection.reporting.web.PlanPage.Quarter;
import uk.inspection.reporting.web.PlanPage.RecommendationRow;
import uk.inspection.reporting.web.PlanPage.Reinspection;
import uk.inspection.reporting.web.PlanPage.SignOff;
import uk.inspection.reporting.web.PlanPage.Standing;
import uk.inspection.reporting.web.PlanPage.SubmissionRow;
import uk.inspection.reporting.web.PlansPage.Due;
import uk.inspection.reporting.web.PlansPage.Row;

/** From what is kept of a plan to what is shown of it on a day. */
@ApplicationScoped
class PlanPages {
    private final PlanReadModels readModels;

    PlanPages(PlanReadModels readModels) {
        this.readModels = readModels;
    }

    static Row row(PlanEntity.Line line, LocalDate today, Language language) {
        LocalDate on = line.openOn();
        return new Row(
                line.inspection(),
                line.area(),
                line.body(),
                line.status(),
                WelshTitles.in(language, line.overseer()),
                on == null || line.openKind() == null || line.openNumber() == null
                        ? null
                        : new Due(
                                line.openKind(),
                                line.openNumber(),
                                language.day(on),
                                DayState.of(on, null, today)));
    }

    PlanPage page(PlanEntity row, LocalDate today, Language language) {
        return new Page(row.inspection, readModels.view(row), today, language).page();
    }

    /** One plan in one language on one day. */
    private static final class Page {
        private final String inspection;
        private final PlanView plan;
        private final LocalDate today;
        private final Language language;
        private final Map<String, ActionLink> links = new HashMap<>();

        Page(String inspection, PlanView plan, LocalDate today, Language language) {
            this.inspection = inspection;
            this.plan = plan;
            this.today = today;
            this.language = language;
            // Ids are what people wrote, and no names of places on a page.
            for (Action action : plan.actions) {
                links.put(action.id(), new ActionLink(action.id(), "action-" + (links.size() + 1)));
            }
        }

        PlanPage page() {
            return new PlanPage(
                    inspection,
                    plan.area,
                    plan.body,
                    plan.kind,
                    plan.status,
                    language.day(plan.publishedOn),
                    PublishedReports.find(inspection).isPresent(),
                    words(plan.overseer),
                    day(plan.finalisedOn),
                    plan.forwarded == null
                            ? null
                            : new Forwarded(
                                    language.day(plan.forwarded.on()),
                                    words(plan.forwarded.overseer())),
                    plan.closedOn == null
                            ? null
                            : new Closed(
                                    language.day(plan.closedOn),
                                    plan.closedFor == ClosingReason.OTHER ? null : plan.closedFor,
                                    plan.closedBecause == null ? null : words(plan.closedBecause)),
                    deadlines(),
                    plan.recommendations.stream()
                            .map(one ->
                                    new RecommendationRow(
                                            one.number(),
                                            one.text(),
                                            one.responsible(),
                                            answering(one.number())))
                            .toList(),
                    plan.actions.stream().map(this::action).toList(),
                    plan.submissions.stream().map(this::submission).toList(),
                    plan.quarters.stream().map(this::quarter).toList(),
                    reinspection());
        }

        private List<DeadlineRow> deadlines() {
            record Dated(LocalDate on, DeadlineRow row) {}
            var rows = new ArrayList<Dated>();
            for (PlanDue one : plan.planDue) {
                rows.add(new Dated(one.due.on(), planDue(one, one == plan.planDue.getLast())));
            }
            for (PlanView.QuarterView one : plan.quarters) {
                rows.add(
                        new Dated(
                                one.dueOn,
                                row(
                                        Deadline.MONITORING_RETURN,
                                        one.number,
                                        one.dueOn,
                                        one.rule,
                                        one.submittedOn,
                                        one.overdueOn)));
            }
            PlanView.Reinspection again = plan.reinspection;
            if (again.due != null) {
                rows.add(
                        new Dated(
                                again.due.on(),
                                row(
                                        Deadline.REINSPECTION,
                                        1,
                                        again.due.on(),
                                        again.due.rule(),
                                        again.announcedOn,
                                        again.overdueOn)));
            }
            return rows.stream()
                    .sorted(Comparator.comparing(Dated::on)) // and otherwise as they came
                    .map(Dated::row)
                    .toList();
        }

        private DeadlineRow planDue(PlanDue one, boolean last) {
            LocalDate met =
                    plan.finalisedOn != null || plan.status == PlanStatus.SUBMITTED
                            ? plan.submissions.getLast().submittedOn
                            : null;
            return new DeadlineRow(
                    Deadline.PLAN,
                    1,
                    language.day(one.due.on()),
                    words(one.due.rule()),
                    one.reason == null ? null : words(one.reason),
                    last ? DayState.of(one.due.on(), met, today) : DayState.replaced(),
                    last ? day(met) : null,
                    day(one.overdueOn));
        }

        private DeadlineRow row(
                Deadline kind,
                int number,
                LocalDate due,
                @Nullable String rule,
                @Nullable LocalDate met,
                @Nullable LocalDate overdue) {
            return new DeadlineRow(
                    kind,
                    number,
                    language.day(due),
                    rule == null ? null : words(rule),
                    null,
                    DayState.of(due, met, today),
                    day(met),
                    day(overdue));
        }

        private List<ActionLink> answering(int recommendation) {
            return plan.actions.stream()
                    .filter(action -> action.recommendations().contains(recommendation))
                    .map(action -> link(action.id()))
                    .toList();
        }

        private ActionRow action(Action action) {
            PlanView.Standing standing = plan.standings.get(action.id());
            return new ActionRow(
                    action.id(),
                    link(action.id()).anchor(),
                    action.recommendations(),
                    action.text(),
                    action.owner(),
                    language.day(action.targetDate()),
                    action.measure(),
                    action.baseline(),
                    action.target(),
                    standing == null
                            ? null
                            : new Standing(
                                    standing.status(),
                                    standing.measureNow(),
                                    standing.quarter(),
                                    language.day(standing.on())),
                    day(plan.completedOn.get(action.id())));
        }

        private SubmissionRow submission(PlanView.Submission one) {
            return new SubmissionRow(
                    one.number,
                    language.day(one.submittedOn),
                    one.signedOn == null
                            ? null
                            : new SignOff(one.signedBy, language.day(one.signedOn)),
                    day(one.returnedOn),
                    one.returnReasons);
        }

        private Quarter quarter(PlanView.QuarterView one) {
            return new Quarter(
                    one.number,
                    language.day(one.dueOn),
                    day(one.submittedOn),
                    one.progress.stream()
                            .map(progress ->
                                    new ProgressRow(
                                            link(progress.actionId()),
                                            progress.status(),
                                            progress.measureNow()))
                            .toList(),
                    one.narrative);
        }

        private Reinspection reinspection() {
            PlanView.Reinspection again = plan.reinspection;
            return new Reinspection(
                    again.calledFor,
                    again.reason,
                    day(again.announcedOn),
                    Optional.ofNullable(again.inspection)
                            .filter(id -> PublishedReports.find(id).isPresent())
                            .orElse(null));
        }

        private ActionLink link(String action) {
            return Objects.requireNonNull(links.get(action), action);
        }

        private Phrase words(String english) {
            return WelshTitles.in(language, english);
        }

        private @Nullable String day(@Nullable LocalDate date) {
            return date == null ? null : language.day(date);
        }
    }
}
