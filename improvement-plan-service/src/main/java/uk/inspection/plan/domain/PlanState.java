package uk.inspection.plan.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Discards;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.ReportEvent.DueDate;

/** What is known of one inspection's improvement plan. */
public sealed interface PlanState {

    /** What was discarded of the inspection, here or upstream, and is not accepted. */
    Discards discards();

    /** No report is published, so no plan is wanted. */
    record NotRequested(Discards discards) implements PlanState {}

    /** A plan on its way. Its stage, its re-inspection and its deadlines move independently. */
    record Plan(
            Facts facts,
            Stage stage,
            @Nullable SignOff signOff,
            Reinspection reinspection,
            Deadlines deadlines,
            Discards discards)
            implements PlanState {}

    /** The board's newest signature: under which submission, who and when. */
    record SignOff(int submission, String by, LocalDate on) {}

    /** What the report asked for. {@code recommendations} are their numbers. */
    record Facts(
            LocalDate publishedOn,
            SortedSet<Integer> recommendations,
            DueDate due,
            String overseer) {}

    /** How far the plan itself has come. {@code submissions} counts what was handed in so far. */
    sealed interface Stage {
        record AwaitingSubmission(int submissions) implements Stage {}

        /** {@code returnReasons} are why the plan was returned before; empty where it was not. */
        record SubmissionOverdue(int submissions, List<String> returnReasons) implements Stage {}

        record Submitted(int submissions, List<Action> actions) implements Stage {}

        record Returned(int submissions, List<String> reasons) implements Stage {}

        record InMonitoring(
                int submissions,
                List<Action> actions,
                LocalDate finalisedOn,
                SortedMap<Integer, Quarter> quarters,
                SortedSet<String> completed)
                implements Stage {
            /** The days on which the monitoring returns are due, quarter by quarter. */
            public List<LocalDate> returnsDueOn() {
                return quarters.values().stream().map(Quarter::dueOn).toList();
            }
        }

        record Closed() implements Stage {}
    }

    /** A quarter's monitoring return; a quarter begins when the one before it falls due. */
    sealed interface Quarter {
        LocalDate beginsOn();

        LocalDate dueOn();

        record Awaited(LocalDate beginsOn, LocalDate dueOn) implements Quarter {}

        record Reported(LocalDate beginsOn, LocalDate dueOn, LocalDate submittedOn)
                implements Quarter {}
    }

    /** What is known of the re-inspection. */
    sealed interface Reinspection {
        record NotCalledFor() implements Reinspection {}

        record Expected() implements Reinspection {}

        record Arranged(String inspection) implements Reinspection {}
    }
}
