package uk.inspection.plan.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static uk.inspection.plan.domain.Refused.Kind.CONFLICT;
import static uk.inspection.plan.domain.Refused.Kind.EARLY;
import static uk.inspection.plan.domain.Refused.Kind.INVALID;
import static uk.inspection.plan.domain.Refused.Kind.MISSING;
import static uk.inspection.plan.domain.Refused.Kind.STALE;
import static uk.inspection.plan.domain.Sefton.DUE;
import static uk.inspection.plan.domain.Sefton.FINALISED;
import static uk.inspection.plan.domain.Sefton.NO_REINSPECTION;
import static uk.inspection.plan.domain.Sefton.PLAN_DUE;
import static uk.inspection.plan.domain.Sefton.PUBLISHED;
import static uk.inspection.plan.domain.Sefton.REINSPECT;
import static uk.inspection.plan.domain.Sefton.REINSPECTION_DUE;
import static uk.inspection.plan.domain.Sefton.SUBMITTED;
import static uk.inspection.plan.domain.Sefton.YJB;
import static uk.inspection.plan.domain.Sefton.actions;
import static uk.inspection.plan.domain.Sefton.finalised;
import static uk.inspection.plan.domain.Sefton.monitored;
import static uk.inspection.plan.domain.Sefton.progress;
import static uk.inspection.plan.domain.Sefton.proposed;
import static uk.inspection.plan.domain.Sefton.reportedUpTo;
import static uk.inspection.plan.domain.Sefton.requested;
import static uk.inspection.plan.domain.Sefton.returned;
import static uk.inspection.plan.domain.Sefton.submitted;
import static uk.inspection.plan.domain.Story.given;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnDue;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.plan.domain.Deadlines.Kind;
import uk.inspection.plan.domain.PlanCommand.ArrangeReinspection;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanCommand.FinalisePlan;
import uk.inspection.plan.domain.PlanCommand.ProposedAction;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.PlanCommand.ReportedProgress;
import uk.inspection.plan.domain.PlanCommand.RequestPlan;
import uk.inspection.plan.domain.PlanCommand.ReturnPlan;
import uk.inspection.plan.domain.PlanCommand.SignPlanOff;
import uk.inspection.plan.domain.PlanCommand.SubmitMonitoringReturn;
import uk.inspection.plan.domain.PlanCommand.SubmitPlan;
import uk.inspection.plan.domain.Refused.Violation;

class PlanDeciderTest {
    private static final LocalDate LATER = LocalDate.parse("2009-08-12");
    private static final PlanOverdue OVERDUE = new PlanOverdue(DUE, DUE.plusDays(1));
    private static final PlanReturned RETURNED =
            new PlanReturned(1, LocalDate.parse("2009-07-21"), List.of("No detail."));
    private static final PlanClosed CLOSED =
            new PlanClosed(FINALISED.plusYears(1), ClosingReason.NO_REINSPECTION_CALLED_FOR, null);
    private static final int MEBIBYTE = 1_048_576;
    private static final String TOO_MANY = "This is more than one message may hold.";
    private static final String DAY_TO_COME =
            "The due date of an improvement plan changes to a day still to come, and for a reason.";
    private static final String BEING_REVIEWED =
            "The improvement plan is being reviewed; another one may be submitted when it is"
                    + " returned.";
    private static final String STANDS = "The improvement plan is finalised and stands.";
    private static final String IS_CLOSED = "The improvement plan is closed.";
    private static final String NOT_SUBMITTED =
            "No improvement plan is submitted and waiting for a review.";

    private static PlanDueChanged changed(LocalDate on) {
        return new PlanDueChanged(new DueDate(LATER, "fixed date"), "Floods.", on);
    }

    private static RaiseDeadline raise(Kind kind, int number, LocalDate on) {
        boolean after = kind.name().endsWith("OVERDUE");
        return new RaiseDeadline(kind, number, on, after ? on.minusDays(1) : on, on);
    }

    private static RaiseDeadline remind(Kind kind, int number, LocalDate due, int days) {
        return new RaiseDeadline(kind, number, due.minusDays(days), due, due.minusDays(days));
    }

    private static List<PlanEvent> closed() {
        var events = new ArrayList<>(reportedUpTo(4, NO_REINSPECTION));
        events.add(CLOSED);
        return events;
    }

    // ---- a plan is requested

    @Test
    void a_published_report_requests_a_plan() {
        given().when(new RequestPlan(Sefton.report())).then(requested());
    }

    @Test
    void a_report_on_rated_standards_requests_a_plan_as_any_other_does() {
        var yj = new FrameworkRef("yj-2021", 1);
        var rated = new Scores.Rated(List.of(), 25, 36, "Good");
        PlanRequested pooled = requested();
        given().when(new RequestPlan(Sefton.report(InspectionKind.CORE, yj, rated)))
                .then(
                        new PlanRequested(
                                pooled.area(),
                                pooled.body(),
                                pooled.publishedOn(),
                                pooled.recommendations(),
                                pooled.due(),
                                pooled.overseer(),
                                pooled.reinspection(),
                                InspectionKind.CORE,
                                yj,
                                rated));
    }

    @Test
    void a_self_audit_sets_nothing_going() {
        ReportPublished report = Sefton.report();
        given().when(
                        new RequestPlan(
                                Sefton.report(
                                        InspectionKind.SELF_AUDIT,
                                        report.framework(),
                                        report.scores())))
                .thenNothing();
    }

    @Test
    void the_same_report_again_is_no_news() {
        given(requested()).when(new RequestPlan(Sefton.report())).thenNothing();
    }

    @Test
    void nothing_can_be_asked_of_a_plan_before_the_report_is_published() {
        List<PlanCommand> commands =
                List.of(
                        new SubmitPlan(proposed(), SUBMITTED),
                        new SignPlanOff("Chair", SUBMITTED, SUBMITTED),
                        new ReturnPlan(List.of("No detail."), null, SUBMITTED),
                        new FinalisePlan(null, FINALISED),
                        new ChangeDueDate(LATER, null, "Floods.", SUBMITTED),
                        new SubmitMonitoringReturn(1, List.of(), "", FINALISED));
        for (PlanCommand command : commands) {
            given().when(command)
                    .thenRefused(
                            MISSING,
                            "An improvement plan is wanted once the report of the inspection is"
                                    + " published, and it is not.");
        }
    }

    @Test
    void a_reinspection_that_is_announced_early_waits_for_the_plan_it_follows_up() {
        given().when(new ArrangeReinspection("sefton-2010", REINSPECTION_DUE))
                .thenRefused(
                        EARLY,
                        "A re-inspection is arranged once the improvement plan that it follows up"
                                + " is requested.");
    }

    @Test
    void no_deadline_is_raised_before_a_plan_is_requested() {
        given().when(raise(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1))).thenNothing();
    }

    // ---- what the caller has read

    @Test
    void a_command_on_a_plan_that_has_changed_since_is_stale() {
        PlanState state = given(submitted()).state();
        Refused refused =
                catchThrowableOfType(
                        Refused.class,
                        () -> PlanDecider.decide(state, 2, 1L, new FinalisePlan(null, FINALISED)));
        assertThat(refused.kind()).isEqualTo(STALE);
        assertThat(refused.sentence())
                .isEqualTo("The improvement plan is at version 2, no longer at 1; read it again.");
        assertThat(refused.violations())
                .containsExactly(new Violation("If-Match", "must be the plan's ETag"));
    }

    @Test
    void a_command_is_decided_for_who_has_read_the_newest_plan_or_does_not_say() {
        PlanState state = given(submitted()).state();
        var finalise = new FinalisePlan(null, FINALISED);
        assertThat(PlanDecider.decide(state, 2, 2L, finalise))
                .isEqualTo(PlanDecider.decide(state, 2, null, finalise))
                .isEqualTo(PlanDecider.decide(state, finalise));
    }

    // ---- submission

    @Test
    void a_plan_that_answers_every_recommendation_is_submitted() {
        given(requested())
                .when(new SubmitPlan(proposed(), SUBMITTED))
                .then(new PlanSubmitted(1, SUBMITTED, actions()));
    }

    @Test
    void a_late_plan_is_submitted_all_the_same() {
        given(requested(), OVERDUE)
                .when(new SubmitPlan(proposed(), LATER))
                .then(new PlanSubmitted(1, LATER, actions()));
    }

    @Test
    void a_returned_plan_is_submitted_again() {
        given(submitted(), RETURNED)
                .when(new SubmitPlan(proposed(), DUE))
                .then(new PlanSubmitted(2, DUE, actions()));
    }

    @Test
    void a_returned_plan_that_became_overdue_counts_its_submissions_on() {
        given(submitted(), RETURNED, OVERDUE)
                .when(new SubmitPlan(proposed(), LATER))
                .then(new PlanSubmitted(2, LATER, actions()));
    }

    @Test
    void the_same_plan_again_is_no_news() {
        given(submitted()).when(new SubmitPlan(proposed(), DUE)).thenNothing();
    }

    @Test
    void a_second_plan_waits_for_the_review_of_the_first() {
        given(submitted())
                .when(
                        new SubmitPlan(
                                List.of(
                                        Sefton.proposed(
                                                "B1", List.of(1, 2, 3, 4, 5, 6, 7, 8), "Mayor")),
                                DUE))
                .thenRefused(CONFLICT, BEING_REVIEWED);
    }

    @Test
    void a_plan_is_not_finalised_while_a_discarded_event_is_not_accepted() {
        var discarded =
                new EventDiscarded(
                        "report-events",
                        9,
                        "ReportShelved",
                        "report-events/s/9",
                        "00",
                        3,
                        7,
                        "No.");
        var finalise = new FinalisePlan(null, FINALISED);
        PlanState before = given(submitted()).state();
        PlanState incomplete = PlanDecider.evolve(before, "improvement-plan-events", 3, discarded);

        Refused refused =
                catchThrowableOfType(Refused.class, () -> PlanDecider.decide(incomplete, finalise));

        assertThat(refused.kind()).isEqualTo(Refused.Kind.CONFLICT);
        assertThat(refused.sentence())
                .startsWith("The inspection is incomplete and its plan cannot be finalised.")
                .contains("POST /admin/discarded-events/s/3/acceptance");
        assertThat(
                        PlanDecider.decide(
                                PlanDecider.evolve(
                                        incomplete,
                                        "improvement-plan-events",
                                        4,
                                        new DiscardAccepted(3, "Nothing lacks.")),
                                finalise))
                .isEqualTo(PlanDecider.decide(before, finalise));
    }

    @Test
    void a_finalised_plan_is_not_submitted_again() {
        given(monitored(REINSPECT))
                .when(new SubmitPlan(proposed(), LATER))
                .thenRefused(CONFLICT, STANDS);
    }

    @Test
    void a_closed_plan_is_not_submitted_again() {
        given(closed()).when(new SubmitPlan(proposed(), LATER)).thenRefused(CONFLICT, IS_CLOSED);
    }

    @Test
    void a_plan_without_detail_is_refused_with_everything_that_is_missing() {
        var empty = new ProposedAction(null, List.of(), " ", null, null, "", null, " ");
        Refused refused =
                given(requested())
                        .when(new SubmitPlan(List.of(empty), SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .extracting(Violation::field)
                .containsExactly(
                        "actions.0.id",
                        "actions.0.recommendations",
                        "actions.0.text",
                        "actions.0.owner",
                        "actions.0.targetDate",
                        "actions.0.measure",
                        "actions.0.baseline",
                        "actions.0.target",
                        "recommendations.1",
                        "recommendations.2",
                        "recommendations.3",
                        "recommendations.4",
                        "recommendations.5",
                        "recommendations.6",
                        "recommendations.7",
                        "recommendations.8");
    }

    @Test
    void every_recommendation_is_answered_by_at_least_one_action() {
        Refused refused =
                given(requested())
                        .when(
                                new SubmitPlan(
                                        List.of(
                                                Sefton.proposed(
                                                        "A1",
                                                        List.of(1, 2, 3, 4, 5, 6, 8),
                                                        "YOT Manager")),
                                        SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation(
                                "recommendations.7", "must be answered by at least one action"));
    }

    @Test
    void an_action_answers_no_recommendation_that_does_not_exist() {
        var actions = new ArrayList<>(proposed());
        actions.add(Sefton.proposed("A3", List.of(9), "YOT Manager"));
        Refused refused =
                given(requested())
                        .when(new SubmitPlan(actions, SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation("actions.2.recommendations", "there is no recommendation 9"));
    }

    @Test
    void two_actions_do_not_share_an_id() {
        var actions = new ArrayList<>(proposed());
        actions.add(Sefton.proposed("A1", List.of(1), "YOT Manager"));
        Refused refused =
                given(requested())
                        .when(new SubmitPlan(actions, SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .containsExactly(new Violation("actions.2.id", "must be unique within the plan"));
    }

    @Test
    void an_action_is_not_done_before_the_report_asked_for_it() {
        var actions = new ArrayList<>(proposed());
        actions.add(
                new ProposedAction(
                        "A3", List.of(1), "Do", "Owner", PUBLISHED.minusDays(1), "m", "0", "1"));
        Refused refused =
                given(requested())
                        .when(new SubmitPlan(actions, SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation(
                                "actions.2.targetDate",
                                "must not be before the report was published"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-999999999-01-01", "1989-12-31", "2201-01-01", "+999999999-12-31"})
    void a_day_that_cannot_be_meant_is_refused(String day) {
        LocalDate on = LocalDate.parse(day);
        var actions = new ArrayList<>(proposed());
        actions.add(new ProposedAction("A3", List.of(1), "Do", "Owner", on, "m", "0", "1"));
        assertThat(
                        given(requested())
                                .when(new SubmitPlan(actions, SUBMITTED))
                                .thenRefused(INVALID, "The improvement plan lacks detail.")
                                .violations())
                .containsExactly(
                        new Violation("actions.2.targetDate", "must be a day from 1990 to 2200"));
        assertThat(
                        given(requested())
                                .when(new ChangeDueDate(on, null, "Floods.", SUBMITTED))
                                .thenRefused(INVALID, DAY_TO_COME)
                                .violations())
                .containsExactly(new Violation("on", "must be a day from 1990 to 2200"));
    }

    // ---- how much a plan may hold

    @Test
    void texts_that_are_too_long_are_refused_all_at_once() {
        Refused refused =
                given(requested())
                        .when(
                                new SubmitPlan(
                                        List.of(
                                                new ProposedAction(
                                                        "i".repeat(51),
                                                        List.of(1, 2, 3, 4, 5, 6, 7, 8),
                                                        "t".repeat(2_001),
                                                        "o".repeat(201),
                                                        DUE,
                                                        "m".repeat(501),
                                                        "b".repeat(201),
                                                        "g".repeat(201))),
                                        SUBMITTED))
                        .thenRefused(INVALID, "The improvement plan lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation("actions.0.id", "must have at most 50 characters"),
                        new Violation("actions.0.text", "must have at most 2000 characters"),
                        new Violation("actions.0.owner", "must have at most 200 characters"),
                        new Violation("actions.0.measure", "must have at most 500 characters"),
                        new Violation("actions.0.baseline", "must have at most 200 characters"),
                        new Violation("actions.0.target", "must have at most 200 characters"));
    }

    @Test
    void a_plan_has_at_most_200_actions_and_each_answers_at_most_100_recommendations() {
        assertThat(
                        given(requested())
                                .when(new SubmitPlan(many(201, 1, "Do"), SUBMITTED))
                                .thenRefused(INVALID, TOO_MANY)
                                .violations())
                .containsExactly(new Violation("actions", "must be at most 200"));
        assertThat(
                        given(requested())
                                .when(new SubmitPlan(many(1, 101, "Do"), SUBMITTED))
                                .thenRefused(INVALID, TOO_MANY)
                                .violations())
                .containsExactly(new Violation("actions.0.recommendations", "must be at most 100"));
    }

    @Test
    void the_texts_of_a_plan_are_bounded_together() {
        assertThat(
                        given(requested())
                                .when(new SubmitPlan(many(200, 100, "t".repeat(2_000)), SUBMITTED))
                                .thenRefused(INVALID, "The improvement plan lacks detail.")
                                .violations())
                .contains(new Violation("actions", "must hold at most 150000 characters together"));
    }

    @Test
    void the_longest_plan_reasons_and_return_are_events_below_a_mebibyte() {
        String longest = "\u0001"; // six bytes in JSON
        var actions = new ArrayList<>(proposed());
        actions.addAll(many(198, 100, longest.repeat(740)));
        List<PlanEvent> submitted =
                PlanDecider.decide(given(requested()).state(), new SubmitPlan(actions, SUBMITTED));
        assertThat(Codec.encode(submitted.getLast())).hasSizeBetween(900_000, MEBIBYTE);

        List<PlanEvent> returned =
                PlanDecider.decide(
                        given(submitted()).state(),
                        new ReturnPlan(
                                Collections.nCopies(50, "No." + longest.repeat(1_997)), null, DUE));
        assertThat(Codec.encode(returned.getFirst())).hasSizeBetween(500_000, MEBIBYTE);

        List<PlanEvent> before = List.of(requested(), submitted.getLast(), finalised());
        List<ReportedProgress> progress =
                actions.stream()
                        .map(one ->
                                new ReportedProgress(
                                        one.id(), ActionStatus.LATE, "1" + longest.repeat(199)))
                        .toList();
        List<PlanEvent> reported =
                PlanDecider.decide(
                        given(before).state(),
                        new SubmitMonitoringReturn(
                                1, progress, "No." + longest.repeat(19_997), FINALISED));
        assertThat(Codec.encode(reported.getFirst())).hasSizeBetween(350_000, MEBIBYTE);
    }

    private static List<ProposedAction> many(int actions, int recommendations, String text) {
        return IntStream.range(0, actions)
                .mapToObj(i ->
                        new ProposedAction(
                                "B" + i,
                                Collections.nCopies(recommendations, 8),
                                "Do " + text,
                                "Owner",
                                DUE,
                                "m",
                                "0",
                                "1"))
                .toList();
    }

    // ---- review

    @Test
    void a_submitted_plan_is_returned_with_reasons() {
        given(submitted())
                .when(new ReturnPlan(List.of("No detail."), null, LocalDate.parse("2009-07-21")))
                .then(RETURNED);
    }

    @ParameterizedTest
    @CsvSource({"2009-07-22, 2009-08-05", "2009-07-29, 2009-08-12"})
    void a_plan_returned_when_its_due_date_has_come_gets_another(LocalDate on, LocalDate due) {
        given(submitted())
                .when(new ReturnPlan(List.of("No detail."), null, on))
                .then(
                        new PlanReturned(1, on, List.of("No detail.")),
                        new PlanDueChanged(
                                new DueDate(due, "14 days after the plan was returned"),
                                "The plan was returned.",
                                on));
    }

    @Test
    void a_plan_is_returned_to_be_due_on_a_day_that_the_lead_inspector_gives() {
        LocalDate on = LocalDate.parse("2009-07-21");
        given(submitted())
                .when(new ReturnPlan(List.of("No detail."), LATER, on))
                .then(
                        RETURNED,
                        new PlanDueChanged(
                                new DueDate(LATER, "fixed date"), "The plan was returned.", on));
        given(submitted()).when(new ReturnPlan(List.of("No detail."), DUE, on)).then(RETURNED);
    }

    @ParameterizedTest
    @CsvSource({
        "2009-07-21, must be after today",
        "2009-07-01, must be after today",
        "9999-12-31, must be a day from 1990 to 2200"
    })
    void a_returned_plan_is_not_due_again_in_the_past(LocalDate due, String rule) {
        assertThat(
                        given(submitted())
                                .when(
                                        new ReturnPlan(
                                                List.of("No detail."),
                                                due,
                                                LocalDate.parse("2009-07-21")))
                                .thenRefused(
                                        INVALID, "A returned plan is due again on a day to come.")
                                .violations())
                .containsExactly(new Violation("dueOn", rule));
    }

    // ---- the board signs

    private static final String CHAIR = "Chair of the Management Board";
    private static final PlanSignedOff SIGNED =
            new PlanSignedOff(1, CHAIR, LocalDate.parse("2009-07-16"));

    @Test
    void the_board_signs_a_submitted_plan_off() {
        given(submitted()).when(new SignPlanOff(CHAIR, SIGNED.on(), SUBMITTED)).then(SIGNED);
        given(monitored(REINSPECT)).when(new SignPlanOff(CHAIR, SIGNED.on(), LATER)).then(SIGNED);
    }

    @Test
    void the_same_signature_is_no_news_and_another_under_the_same_plan_is_refused() {
        given(submitted(), SIGNED).when(new SignPlanOff(CHAIR, SIGNED.on(), DUE)).thenNothing();
        given(submitted(), SIGNED)
                .when(new SignPlanOff("Deputy", SIGNED.on(), DUE))
                .thenRefused(
                        CONFLICT,
                        "The board has signed this plan off already: Chair of the Management"
                                + " Board, on 2009-07-16.");
    }

    @Test
    void a_plan_that_is_submitted_again_is_signed_again() {
        given(submitted(), SIGNED, RETURNED, new PlanSubmitted(2, DUE, Sefton.actions()))
                .when(new SignPlanOff(CHAIR, DUE, DUE))
                .then(new PlanSignedOff(2, CHAIR, DUE));
    }

    @Test
    void the_board_signs_nothing_that_is_not_submitted() {
        var sign = new SignPlanOff(CHAIR, SUBMITTED, LATER);
        String none = "The board signs a plan off that is submitted, and none is.";
        given(requested()).when(sign).thenRefused(CONFLICT, none);
        given(requested(), OVERDUE).when(sign).thenRefused(CONFLICT, none);
        given(submitted(), RETURNED).when(sign).thenRefused(CONFLICT, none);
        given(closed()).when(sign).thenRefused(CONFLICT, IS_CLOSED);
    }

    @Test
    void a_signature_has_a_name_and_a_day_between_the_report_and_today() {
        String sentence = "A sign-off says who signed, and when.";
        assertThat(
                        given(submitted())
                                .when(new SignPlanOff(" ", null, SUBMITTED))
                                .thenRefused(INVALID, sentence)
                                .violations())
                .containsExactly(
                        new Violation("by", "must not be blank"),
                        new Violation("on", "must be a day"));
        assertThat(
                        given(submitted())
                                .when(new SignPlanOff(CHAIR, LATER, SUBMITTED))
                                .thenRefused(INVALID, sentence)
                                .violations())
                .containsExactly(new Violation("on", "must not be in the future"));
        assertThat(
                        given(submitted())
                                .when(new SignPlanOff(CHAIR, PUBLISHED.minusDays(1), SUBMITTED))
                                .thenRefused(INVALID, sentence)
                                .violations())
                .containsExactly(
                        new Violation("on", "must not be before the report was published"));
    }

    @Test
    void a_plan_is_not_returned_without_a_reason() {
        for (List<String> reasons : List.of(List.<String>of(), List.of("No detail.", " "))) {
            given(submitted())
                    .when(new ReturnPlan(reasons, null, SUBMITTED))
                    .thenRefused(INVALID, "An improvement plan is returned with the reasons why.");
        }
    }

    @Test
    void a_plan_is_returned_for_at_most_50_reasons_of_2000_characters() {
        assertThat(
                        given(submitted())
                                .when(
                                        new ReturnPlan(
                                                Collections.nCopies(51, "No."), null, SUBMITTED))
                                .thenRefused(INVALID, TOO_MANY)
                                .violations())
                .containsExactly(new Violation("reasons", "must be at most 50"));
        assertThat(
                        given(submitted())
                                .when(
                                        new ReturnPlan(
                                                List.of("No detail.", "t".repeat(2_001)),
                                                null,
                                                SUBMITTED))
                                .thenRefused(INVALID, "A reason is too long.")
                                .violations())
                .containsExactly(new Violation("reasons.1", "must have at most 2000 characters"));
    }

    @Test
    void returning_it_twice_for_the_same_reasons_is_no_news() {
        given(submitted(), RETURNED)
                .when(new ReturnPlan(List.of("No detail."), null, DUE))
                .thenNothing();
    }

    @Test
    void a_plan_that_is_not_under_review_is_not_returned() {
        var back = new ReturnPlan(List.of("Too short."), null, DUE);
        given(requested()).when(back).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(requested(), OVERDUE).when(back).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(submitted(), RETURNED).when(back).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(monitored(REINSPECT)).when(back).thenRefused(CONFLICT, STANDS);
        given(closed()).when(back).thenRefused(CONFLICT, IS_CLOSED);
    }

    @Test
    void a_finalised_plan_goes_to_its_overseer_and_is_monitored_for_four_quarters() {
        given(submitted())
                .when(new FinalisePlan(null, FINALISED))
                .then(finalised(), new PlanForwarded(YJB, FINALISED));
    }

    @Test
    void quarters_of_a_plan_finalised_at_a_long_months_end_fall_on_the_months_last_day() {
        var finalised =
                PlanDecider.decide(
                        given(submitted()).state(),
                        new FinalisePlan(null, LocalDate.parse("2011-11-30")));
        assertThat(((PlanEvent.PlanFinalised) finalised.get(finalised.size() - 2)).quarters())
                .extracting(PlanEvent.Quarter::dueOn)
                .containsExactly(
                        LocalDate.parse("2012-02-29"),
                        LocalDate.parse("2012-05-30"),
                        LocalDate.parse("2012-08-30"),
                        LocalDate.parse("2012-11-30"));
    }

    private static final List<LocalDate> FIXED_QUARTERS =
            Stream.of("2009-10-31", "2010-01-31", "2010-04-30", "2010-07-31")
                    .map(LocalDate::parse)
                    .toList();

    @Test
    void quarters_may_be_fixed_days() {
        var events =
                PlanDecider.decide(
                        given(submitted()).state(), new FinalisePlan(FIXED_QUARTERS, FINALISED));
        assertThat(((PlanEvent.PlanFinalised) events.getFirst()).quarters())
                .extracting(PlanEvent.Quarter::dueOn, PlanEvent.Quarter::rule)
                .containsExactlyElementsOf(
                        FIXED_QUARTERS.stream().map(day -> tuple(day, "fixed date")).toList());
    }

    @Test
    void fixed_quarters_are_four_days_to_come_one_after_another() {
        var days =
                List.of(
                        FINALISED,
                        LocalDate.parse("2010-01-31"),
                        LocalDate.parse("2010-01-31"),
                        LocalDate.parse("2201-01-01"),
                        LocalDate.parse("2201-01-02"));
        assertThat(
                        given(submitted())
                                .when(new FinalisePlan(days, FINALISED))
                                .thenRefused(
                                        INVALID,
                                        "Monitoring returns are due on four days to come, one after"
                                                + " another.")
                                .violations())
                .containsExactly(
                        new Violation("returnsDueOn", "must be 4 days, one a quarter"),
                        new Violation("returnsDueOn.0", "must be after 2009-08-05"),
                        new Violation("returnsDueOn.2", "must be after 2010-01-31"),
                        new Violation("returnsDueOn.3", "must be a day from 1990 to 2200"),
                        new Violation("returnsDueOn.4", "must be a day from 1990 to 2200"));
    }

    @Test
    void a_finalised_plan_gets_no_other_quarters() {
        given(monitored(REINSPECT))
                .when(new FinalisePlan(FIXED_QUARTERS, LATER))
                .thenRefused(CONFLICT, STANDS);
    }

    @Test
    void finalising_twice_is_no_news() {
        given(monitored(REINSPECT)).when(new FinalisePlan(null, LATER)).thenNothing();
    }

    @Test
    void a_plan_that_is_not_under_review_is_not_finalised() {
        var finalise = new FinalisePlan(null, FINALISED);
        given(requested()).when(finalise).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(requested(), OVERDUE).when(finalise).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(submitted(), RETURNED).when(finalise).thenRefused(CONFLICT, NOT_SUBMITTED);
        given(closed()).when(finalise).thenRefused(CONFLICT, IS_CLOSED);
    }

    // ---- another due date

    @Test
    void a_due_date_changes_for_a_reason() {
        given(requested())
                .when(new ChangeDueDate(LATER, null, "Floods.", SUBMITTED))
                .then(changed(SUBMITTED));
    }

    @Test
    void a_later_due_date_takes_an_overdue_plan_back_to_waiting() {
        given(requested(), OVERDUE)
                .when(new ChangeDueDate(LATER, null, "Floods.", DUE))
                .then(changed(DUE));
        var plan = (PlanState.Plan) given(requested(), OVERDUE, changed(DUE)).state();
        assertThat(plan.stage()).isEqualTo(new PlanState.Stage.AwaitingSubmission(0));
        assertThat(plan.facts().due().on()).isEqualTo(LATER);
    }

    @Test
    void a_returned_plan_gets_more_time_and_stays_returned() {
        given(submitted(), RETURNED)
                .when(new ChangeDueDate(LATER, null, "Floods.", DUE))
                .then(changed(DUE));
        var plan = (PlanState.Plan) given(submitted(), RETURNED, changed(DUE)).state();
        assertThat(plan.stage()).isEqualTo(new PlanState.Stage.Returned(1, List.of("No detail.")));
    }

    @Test
    void the_due_date_it_has_already_is_no_news() {
        given(requested()).when(new ChangeDueDate(DUE, null, "Floods.", SUBMITTED)).thenNothing();
    }

    @Test
    void a_due_date_may_be_days_after_publication() {
        given(requested())
                .when(new ChangeDueDate(null, 49, "Floods.", SUBMITTED))
                .then(
                        new PlanDueChanged(
                                new DueDate(LATER, "49 days after publication"),
                                "Floods.",
                                SUBMITTED));
    }

    @ParameterizedTest
    @CsvSource({
        "0, must be from 1 to 365",
        "366, must be from 1 to 365",
        "1, must not be in the past"
    })
    void days_after_publication_lead_to_a_day_to_come(int days, String rule) {
        assertThat(
                        given(requested())
                                .when(new ChangeDueDate(null, days, "Floods.", SUBMITTED))
                                .thenRefused(INVALID, DAY_TO_COME)
                                .violations())
                .containsExactly(new Violation("daysAfterPublication", rule));
    }

    @Test
    void a_due_date_is_a_day_or_days_and_not_both() {
        for (var change :
                List.of(
                        new ChangeDueDate(LATER, 49, "Floods.", SUBMITTED),
                        new ChangeDueDate(null, null, "Floods.", SUBMITTED))) {
            assertThat(
                            given(requested())
                                    .when(change)
                                    .thenRefused(INVALID, DAY_TO_COME)
                                    .violations())
                    .containsExactly(
                            new Violation(
                                    "on",
                                    "must be a day, unless daysAfterPublication is given instead"));
        }
    }

    @Test
    void a_due_date_does_not_change_to_the_past_or_without_a_reason() {
        assertThat(
                        given(requested())
                                .when(new ChangeDueDate(PUBLISHED, null, " ", SUBMITTED))
                                .thenRefused(INVALID, DAY_TO_COME)
                                .violations())
                .containsExactly(
                        new Violation("on", "must not be in the past"),
                        new Violation("reason", "must not be blank"));
        assertThat(
                        given(requested())
                                .when(new ChangeDueDate(LATER, null, "t".repeat(2_001), SUBMITTED))
                                .thenRefused(INVALID, DAY_TO_COME)
                                .violations())
                .containsExactly(new Violation("reason", "must have at most 2000 characters"));
    }

    @Test
    void the_due_date_counts_only_until_a_plan_is_submitted() {
        var change = new ChangeDueDate(LATER, null, "Floods.", DUE);
        given(submitted())
                .when(change)
                .thenRefused(
                        CONFLICT,
                        "The improvement plan is submitted; its due date no longer counts.");
        given(monitored(REINSPECT)).when(change).thenRefused(CONFLICT, STANDS);
        given(closed()).when(change).thenRefused(CONFLICT, IS_CLOSED);
    }

    // ---- monitoring returns

    @Test
    void a_monitoring_return_says_where_every_action_stands() {
        LocalDate day = LocalDate.parse("2009-11-03");
        given(monitored(REINSPECT))
                .when(
                        new SubmitMonitoringReturn(
                                1,
                                progress(ActionStatus.ON_TRACK, ActionStatus.ON_TRACK),
                                "It goes on.",
                                day))
                .then(returned(1, day));
    }

    @Test
    void an_action_is_completed_once() {
        LocalDate first = LocalDate.parse("2009-11-03");
        var complete =
                new MonitoringReturnSubmitted(
                        1,
                        first,
                        List.of(
                                new Progress("A1", ActionStatus.AT_RISK, "48%"),
                                new Progress("A2", ActionStatus.COMPLETE, "1")),
                        "A manager is in post.");
        given(monitored(REINSPECT))
                .when(
                        new SubmitMonitoringReturn(
                                1,
                                progress(ActionStatus.AT_RISK, ActionStatus.COMPLETE),
                                "A manager is in post.",
                                first))
                .then(complete, new ActionCompleted("A2", first));

        LocalDate second = LocalDate.parse("2010-02-01");
        given(monitored(REINSPECT), complete, new ActionCompleted("A2", first))
                .when(
                        new SubmitMonitoringReturn(
                                2,
                                progress(ActionStatus.COMPLETE, ActionStatus.COMPLETE),
                                "All is done.",
                                second))
                .then(
                        new MonitoringReturnSubmitted(
                                2,
                                second,
                                List.of(
                                        new Progress("A1", ActionStatus.COMPLETE, "48%"),
                                        new Progress("A2", ActionStatus.COMPLETE, "1")),
                                "All is done."),
                        new ActionCompleted("A1", second));
    }

    @Test
    void a_monitoring_return_lacking_detail_is_refused_with_everything_that_is_missing() {
        Refused refused =
                given(monitored(REINSPECT))
                        .when(
                                new SubmitMonitoringReturn(
                                        1,
                                        List.of(
                                                new ReportedProgress("A1", null, " "),
                                                new ReportedProgress(
                                                        "A1", ActionStatus.LATE, "48%"),
                                                new ReportedProgress(
                                                        "A7", ActionStatus.LATE, "48%"),
                                                new ReportedProgress(
                                                        null, ActionStatus.LATE, "48%")),
                                        "",
                                        FINALISED))
                        .thenRefused(INVALID, "The monitoring return lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation("progress.0.measureNow", "must not be blank"),
                        new Violation("progress.0.status", "must be given"),
                        new Violation("progress.1.actionId", "must be reported once"),
                        new Violation("progress.2.actionId", "there is no action A7"),
                        new Violation("progress.3.actionId", "must not be blank"),
                        new Violation("actions.A2", "must be reported on"),
                        new Violation("narrative", "must not be blank"));
    }

    @Test
    void a_monitoring_return_that_is_too_long_is_refused() {
        Refused refused =
                given(monitored(REINSPECT))
                        .when(
                                new SubmitMonitoringReturn(
                                        1,
                                        List.of(
                                                new ReportedProgress(
                                                        "A1",
                                                        ActionStatus.ON_TRACK,
                                                        "4".repeat(201)),
                                                new ReportedProgress(
                                                        "A2", ActionStatus.ON_TRACK, "1")),
                                        "n".repeat(20_001),
                                        FINALISED))
                        .thenRefused(INVALID, "The monitoring return lacks detail.");
        assertThat(refused.violations())
                .containsExactly(
                        new Violation("progress.0.measureNow", "must have at most 200 characters"),
                        new Violation("narrative", "must have at most 20000 characters"));
        var one = new ReportedProgress("A1", ActionStatus.ON_TRACK, "48%");
        given(monitored(REINSPECT))
                .when(
                        new SubmitMonitoringReturn(
                                1, Collections.nCopies(201, one), "It goes on.", FINALISED))
                .thenRefused(INVALID, TOO_MANY);
    }

    @Test
    void there_are_four_quarters() {
        for (int quarter : List.of(0, 5)) {
            given(monitored(REINSPECT))
                    .when(new SubmitMonitoringReturn(quarter, List.of(), "", FINALISED))
                    .thenRefused(INVALID, "The plan is monitored over 4 quarters.");
        }
    }

    @Test
    void a_quarter_is_reported_on_once() {
        given(reportedUpTo(1, REINSPECT))
                .when(new SubmitMonitoringReturn(1, List.of(), "", REINSPECTION_DUE))
                .thenRefused(CONFLICT, "The monitoring return of quarter 1 is in already.");
    }

    @Test
    void a_quarter_that_has_not_begun_is_not_reported_on() {
        given(monitored(REINSPECT))
                .when(
                        new SubmitMonitoringReturn(
                                2,
                                progress(ActionStatus.ON_TRACK, ActionStatus.ON_TRACK),
                                "Early.",
                                LocalDate.parse("2009-11-04")))
                .thenRefused(
                        CONFLICT,
                        "Quarter 2 begins on 2009-11-05; its monitoring return comes later.");
    }

    @Test
    void monitoring_starts_with_the_finalisation() {
        var submit = new SubmitMonitoringReturn(1, List.of(), "", DUE);
        String sentence = "Monitoring starts when the improvement plan is finalised.";
        given(requested()).when(submit).thenRefused(CONFLICT, sentence);
        given(requested(), OVERDUE).when(submit).thenRefused(CONFLICT, sentence);
        given(submitted()).when(submit).thenRefused(CONFLICT, sentence);
        given(submitted(), RETURNED).when(submit).thenRefused(CONFLICT, sentence);
        given(closed()).when(submit).thenRefused(CONFLICT, IS_CLOSED);
    }

    // ---- the end

    @Test
    void the_last_return_closes_a_plan_without_a_reinspection() {
        LocalDate last = LocalDate.parse("2010-08-05");
        given(reportedUpTo(3, NO_REINSPECTION))
                .when(lastReturn(last))
                .then(
                        returned(4, last),
                        new PlanClosed(last, ClosingReason.NO_REINSPECTION_CALLED_FOR, null));
    }

    @Test
    void the_last_return_closes_a_plan_whose_reinspection_is_arranged() {
        LocalDate last = LocalDate.parse("2010-08-05");
        given(reportedUpTo(3, REINSPECT), new ReinspectionArranged("sefton-2010", REINSPECTION_DUE))
                .when(lastReturn(last))
                .then(
                        returned(4, last),
                        new PlanClosed(last, ClosingReason.REINSPECTION_ARRANGED, null));
    }

    @Test
    void the_last_return_leaves_a_plan_open_while_its_reinspection_is_pending() {
        LocalDate last = LocalDate.parse("2010-08-05");
        given(reportedUpTo(3, REINSPECT)).when(lastReturn(last)).then(returned(4, last));
    }

    private static SubmitMonitoringReturn lastReturn(LocalDate on) {
        return new SubmitMonitoringReturn(
                4, progress(ActionStatus.ON_TRACK, ActionStatus.ON_TRACK), "It goes on.", on);
    }

    @Test
    void a_reinspection_is_arranged_by_its_announcement() {
        given(requested())
                .when(new ArrangeReinspection("sefton-2010", REINSPECTION_DUE))
                .then(new ReinspectionArranged("sefton-2010", REINSPECTION_DUE));
    }

    @Test
    void a_reinspection_is_arranged_while_returns_are_outstanding() {
        given(reportedUpTo(3, REINSPECT))
                .when(new ArrangeReinspection("sefton-2010", REINSPECTION_DUE))
                .then(new ReinspectionArranged("sefton-2010", REINSPECTION_DUE));
    }

    @Test
    void arranging_the_reinspection_closes_a_plan_whose_returns_are_all_in() {
        LocalDate day = LocalDate.parse("2010-09-06");
        given(reportedUpTo(4, REINSPECT))
                .when(new ArrangeReinspection("sefton-2010", day))
                .then(
                        new ReinspectionArranged("sefton-2010", day),
                        new PlanClosed(day, ClosingReason.REINSPECTION_ARRANGED, null));
    }

    @Test
    void a_plan_is_not_closed_before_its_last_return_however_early_the_announcement() {
        given(reportedUpTo(4, REINSPECT))
                .when(new ArrangeReinspection("sefton-2010", REINSPECTION_DUE))
                .then(
                        new ReinspectionArranged("sefton-2010", REINSPECTION_DUE),
                        new PlanClosed(
                                LocalDate.parse("2010-08-05"),
                                ClosingReason.REINSPECTION_ARRANGED,
                                null));
    }

    @Test
    void the_same_announcement_again_is_no_news() {
        given(requested(), new ReinspectionArranged("sefton-2010", REINSPECTION_DUE))
                .when(new ArrangeReinspection("sefton-2010", REINSPECTION_DUE))
                .thenNothing();
    }

    @Test
    void a_later_announcement_replaces_the_reinspection_arranged_before() {
        var later = LocalDate.parse("2011-01-10");
        given(requested(), new ReinspectionArranged("sefton-2010", REINSPECTION_DUE))
                .when(new ArrangeReinspection("sefton-2011", later))
                .then(new ReinspectionArranged("sefton-2011", later));
    }

    @Test
    void an_announcement_after_the_end_is_recorded_and_the_plan_stays_closed() {
        var later = LocalDate.parse("2011-01-10");
        given(closed())
                .when(new ArrangeReinspection("sefton-2011", later))
                .then(new ReinspectionArranged("sefton-2011", later));
    }

    // ---- deadlines

    @ParameterizedTest
    @ValueSource(ints = {14, 3, 0})
    void every_deadline_is_announced_14_and_3_days_before_and_on_the_day(int days) {
        LocalDate quarter = LocalDate.parse("2010-02-05");
        given(requested())
                .when(remind(Kind.PLAN_APPROACHING, 1, DUE, days))
                .then(new DeadlineApproaching(Deadline.PLAN, 1, DUE, days));
        given(monitored(REINSPECT))
                .when(remind(Kind.MONITORING_RETURN_APPROACHING, 2, quarter, days))
                .then(new DeadlineApproaching(Deadline.MONITORING_RETURN, 2, quarter, days));
        given(requested())
                .when(remind(Kind.REINSPECTION_APPROACHING, 1, REINSPECTION_DUE, days))
                .then(new DeadlineApproaching(Deadline.REINSPECTION, 1, REINSPECTION_DUE, days));
    }

    @Test
    void a_reminder_that_is_noticed_late_is_the_reminder_of_its_own_day() {
        given(requested())
                .when(
                        new RaiseDeadline(
                                Kind.PLAN_APPROACHING, 1, DUE.minusDays(3), DUE, DUE.plusDays(9)))
                .then(new DeadlineApproaching(Deadline.PLAN, 1, DUE, 3));
    }

    @Test
    void a_reminder_of_a_day_that_was_not_set_is_not_given() {
        given(requested()).when(remind(Kind.PLAN_APPROACHING, 1, DUE, 7)).thenNothing();
        given(requested()).when(remind(Kind.PLAN_APPROACHING, 1, LATER, 3)).thenNothing();
    }

    @Test
    void a_plan_is_overdue_the_day_after_it_was_due() {
        given(requested()).when(raise(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1))).then(OVERDUE);
    }

    @Test
    void a_day_that_was_missed_is_raised_later_with_its_own_day() {
        given(requested())
                .when(
                        new RaiseDeadline(
                                Kind.PLAN_OVERDUE, 1, DUE.plusDays(1), DUE, DUE.plusDays(40)))
                .then(OVERDUE);
    }

    @Test
    void a_monitoring_return_is_due_on_its_day_and_overdue_the_day_after() {
        LocalDate due = LocalDate.parse("2009-11-05");
        given(monitored(REINSPECT))
                .when(raise(Kind.MONITORING_RETURN_DUE, 1, due))
                .then(new MonitoringReturnDue(1, due));
        given(monitored(REINSPECT), new MonitoringReturnDue(1, due))
                .when(raise(Kind.MONITORING_RETURN_OVERDUE, 1, due.plusDays(1)))
                .then(new MonitoringReturnOverdue(1, due, due.plusDays(1)));
    }

    @Test
    void a_reinspection_is_due_twelve_months_after_publication() {
        given(requested())
                .when(raise(Kind.REINSPECTION_DUE, 1, REINSPECTION_DUE))
                .then(new ReinspectionDue(REINSPECTION_DUE));
    }

    @Test
    void a_reinspection_that_is_not_arranged_is_late_the_day_after() {
        LocalDate after = REINSPECTION_DUE.plusDays(1);
        given(requested(), new ReinspectionDue(REINSPECTION_DUE))
                .when(raise(Kind.REINSPECTION_OVERDUE, 1, after))
                .then(new ReinspectionOverdue(REINSPECTION_DUE, after));
        given(requested(), new ReinspectionArranged("sefton-2010", PUBLISHED))
                .when(raise(Kind.REINSPECTION_OVERDUE, 1, after))
                .thenNothing();
    }

    @Test
    void a_deadline_is_raised_once() {
        given(requested(), OVERDUE)
                .when(raise(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1)))
                .thenNothing();
    }

    @Test
    void a_deadline_that_was_met_is_not_raised() {
        given(submitted()).when(raise(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1))).thenNothing();
        given(reportedUpTo(1, REINSPECT))
                .when(raise(Kind.MONITORING_RETURN_OVERDUE, 1, LocalDate.parse("2009-11-06")))
                .thenNothing();
    }

    @Test
    void a_deadline_is_not_raised_before_its_day() {
        given(requested())
                .when(new RaiseDeadline(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1), DUE, DUE))
                .thenRefused(CONFLICT, "The day 2009-07-23 has not come.");
    }

    @Test
    void a_deadline_of_a_due_date_that_was_changed_is_not_raised() {
        given(requested(), changed(SUBMITTED))
                .when(raise(Kind.PLAN_OVERDUE, 1, DUE.plusDays(1)))
                .thenNothing();
        given(requested(PLAN_DUE, REINSPECT), changed(SUBMITTED))
                .when(raise(Kind.PLAN_OVERDUE, 1, LATER.plusDays(1)))
                .then(new PlanOverdue(LATER, LATER.plusDays(1)));
    }

    @Test
    void who_is_late_is_late_also_when_his_answer_comes_before_the_timer() {
        LocalDate late = LocalDate.parse("2009-07-27");
        given(requested(), changed(PUBLISHED))
                .whenTheTimerIsLate(new SubmitPlan(Sefton.proposed(), LATER.plusDays(2)))
                .then(
                        new DeadlineApproaching(Deadline.PLAN, 1, LATER, 14),
                        new DeadlineApproaching(Deadline.PLAN, 1, LATER, 3),
                        new DeadlineApproaching(Deadline.PLAN, 1, LATER, 0),
                        new PlanOverdue(LATER, LATER.plusDays(1)),
                        new PlanSubmitted(1, LATER.plusDays(2), Sefton.actions()));
        assertThat(
                        PlanDecider.decide(
                                given(requested()).state(),
                                new ChangeDueDate(LATER, null, "Floods.", late)))
                .contains(OVERDUE)
                .endsWith(changed(late));
        LocalDate quarter = LocalDate.parse("2009-11-05");
        assertThat(
                        PlanDecider.decide(
                                given(monitored(REINSPECT)).state(),
                                new SubmitMonitoringReturn(
                                        1,
                                        Sefton.progress(
                                                ActionStatus.ON_TRACK, ActionStatus.ON_TRACK),
                                        "It goes on.",
                                        quarter.plusDays(9))))
                .contains(
                        new MonitoringReturnDue(1, quarter),
                        new MonitoringReturnOverdue(1, quarter, quarter.plusDays(1)))
                .endsWith(returned(1, quarter.plusDays(9)));
        assertThat(
                        PlanDecider.decide(
                                given(monitored(REINSPECT)).state(),
                                new ArrangeReinspection(
                                        "sefton-2010", REINSPECTION_DUE.plusDays(9))))
                .contains(
                        new ReinspectionDue(REINSPECTION_DUE),
                        new ReinspectionOverdue(REINSPECTION_DUE, REINSPECTION_DUE.plusDays(1)));
    }

    @Test
    void only_its_announcement_shows_that_a_reinspection_is_late() {
        LocalDate announced = REINSPECTION_DUE.minusDays(20);
        given(requested())
                .whenTheTimerIsLate(new ArrangeReinspection("sefton-2010", announced))
                .then(
                        new DeadlineApproaching(Deadline.PLAN, 1, DUE, 14),
                        new DeadlineApproaching(Deadline.PLAN, 1, DUE, 3),
                        new DeadlineApproaching(Deadline.PLAN, 1, DUE, 0),
                        OVERDUE,
                        new ReinspectionArranged("sefton-2010", announced));
        assertThat(
                        PlanDecider.decide(
                                given(requested()).state(),
                                new SubmitPlan(Sefton.proposed(), REINSPECTION_DUE.plusDays(9))))
                .contains(OVERDUE)
                .doesNotContain(
                        new ReinspectionDue(REINSPECTION_DUE),
                        new ReinspectionOverdue(REINSPECTION_DUE, REINSPECTION_DUE.plusDays(1)));
    }

    @Test
    void a_refused_answer_raises_nothing() {
        given(requested())
                .whenTheTimerIsLate(new FinalisePlan(null, LATER))
                .thenRefused(CONFLICT, NOT_SUBMITTED);
        given(monitored(REINSPECT))
                .whenTheTimerIsLate(new FinalisePlan(null, LATER.plusYears(1)))
                .thenNothing();
    }

    @Test
    void a_returned_plan_that_was_overdue_and_gets_more_time_is_returned_still() {
        var overdue = given(submitted(), RETURNED, OVERDUE, changed(DUE.plusDays(5)));
        assertThat(((PlanState.Plan) overdue.state()).stage())
                .isEqualTo(new PlanState.Stage.Returned(1, List.of("No detail.")));
    }

    @Test
    void a_plan_that_is_returned_already_is_not_returned_again_for_another_day() {
        given(submitted(), RETURNED)
                .when(new ReturnPlan(List.of("No detail."), LATER, RETURNED.returnedOn()))
                .thenRefused(
                        CONFLICT,
                        "The improvement plan is returned already; its due date is changed by"
                                + " itself.");
    }

    // ---- histories that cannot be

    @Test
    void a_history_that_cannot_be_is_a_fault_and_not_a_state() {
        List<Story> impossible =
                List.of(
                        given(submitted().get(1)),
                        given(requested(), requested()),
                        given(requested(), finalised()),
                        given(requested(), returned(1, FINALISED)),
                        given(requested(), new ActionCompleted("A1", FINALISED)),
                        given(monitored(REINSPECT), OVERDUE));
        for (Story story : impossible) {
            assertThatThrownBy(story::state).isInstanceOf(IllegalStateException.class);
        }
    }
}
