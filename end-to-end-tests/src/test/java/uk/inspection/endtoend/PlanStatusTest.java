package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Codec;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.plan.domain.PlanCommand;
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
import uk.inspection.plan.domain.PlanDecider;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.PlanState.Plan;
import uk.inspection.plan.domain.Refused;
import uk.inspection.plan.projection.PlanFold;
import uk.inspection.reporting.projection.PlanStatus;
import uk.inspection.reporting.projection.PlanView;

/**
 * The pages tell the same of a plan as the service that keeps it, after every event of whatever
 * happens to it. The two share the events and nothing else, so it is asked here.
 */
class PlanStatusTest {
    private static final int PLANS = 400;
    private static final int STEPS = 60;
    private static final int DAYS_MAX = 45;
    private static final int CHANCES = 10;
    private static final LocalDate FIRST = LocalDate.parse("2009-01-05");
    private static final List<String> ACTIONS = List.of("A1", "A2");

    @ParameterizedTest
    @ValueSource(longs = {1, 2009, 20100624})
    void both_services_say_the_same_after_every_event(long seed) {
        var random = new Random(seed);
        Set<PlanStatus> seen = EnumSet.noneOf(PlanStatus.class);
        for (int i = 0; i < PLANS; i++) {
            new Life(random, seen).lead();
        }
        assertThat(seen).as("a generator that leaves nothing out").hasSize(8);
    }

    /** One plan, led by chance: whatever the decider does not refuse happens. */
    private static final class Life {
        private final Random random;
        private final Set<PlanStatus> seen;
        private final List<String> past = new ArrayList<>();
        private final PlanFold kept = PlanFold.of("plan");
        private final PlanView shown = new PlanView();
        private PlanState state = PlanDecider.initial();
        private long version;
        private LocalDate today;

        /** Whether the timer raises days in their order, as it does while nothing fails. */
        private final boolean orderly;

        Life(Random random, Set<PlanStatus> seen) {
            this.random = random;
            this.seen = seen;
            this.today = FIRST.plusDays(random.nextInt(1500));
            this.orderly = random.nextBoolean();
        }

        void lead() {
            happens(new RequestPlan(report()));
            for (int i = 0; i < STEPS; i++) {
                today = today.plusDays(random.nextInt(DAYS_MAX));
                if (random.nextBoolean()) {
                    raise();
                }
                happens(step());
            }
        }

        /** The timer, which may be interrupted. */
        private void raise() {
            var due =
                    new ArrayList<>(
                            ((Plan) state)
                                    .deadlines().pending().stream()
                                            .filter(one -> !one.on().isAfter(today))
                                            .toList());
            if (!orderly) {
                Collections.shuffle(due, random);
            }
            due.stream()
                    .limit(random.nextInt(due.size() + 1))
                    .forEach(one ->
                            happens(
                                    new RaiseDeadline(
                                            one.kind(),
                                            one.number(),
                                            one.on(),
                                            one.dueOn(),
                                            today)));
        }

        private PlanCommand step() {
            return switch (random.nextInt(CHANCES)) {
                case 0, 1 -> new SubmitPlan(actions(), today);
                case 2 -> new ReturnPlan(List.of("No detail."), perhaps(dayToCome()), today);
                case 3 -> new FinalisePlan(null, today);
                case 4 -> new ChangeDueDate(dayToCome(), null, "Floods.", today);
                case 5 -> new SignPlanOff("The chair", today, today);
                case 6 ->
                        random.nextInt(5) == 0
                                ? new ArrangeReinspection("again-" + random.nextInt(2), today)
                                : new FinalisePlan(fixed(), today);
                default ->
                        new SubmitMonitoringReturn(
                                1 + random.nextInt(4),
                                ACTIONS.stream().map(this::progress).toList(),
                                "It goes on.",
                                today);
            };
        }

        private void happens(PlanCommand command) {
            List<PlanEvent> events;
            try {
                events = PlanDecider.decide(state, command);
            } catch (Refused refused) {
                return;
            }
            for (PlanEvent event : events) {
                state = PlanDecider.evolve(state, event);
                kept.add(stored(event));
                shown.apply(event);
                past.add(today + " " + event.getClass().getSimpleName());
                sameStatus();
            }
            if (orderly && !events.isEmpty()) {
                sameDay();
            }
        }

        private void sameStatus() {
            assertThat(shown.status.word()).as("%s", past).isEqualTo(kept.view().status);
            seen.add(shown.status);
        }

        /** What the timer waits for next is the first that is open and not called overdue. */
        private void sameDay() {
            var next = kept.view().nextDeadline;
            assertThat(notOverdue().findFirst().orElse(null))
                    .as("%s", past)
                    .isEqualTo(next == null ? null : next.on());
        }

        private Stream<LocalDate> notOverdue() {
            return shown.open().stream()
                    .filter(open -> overdueOn(open) == null)
                    .map(PlanView.Open::on);
        }

        private @Nullable LocalDate overdueOn(PlanView.Open open) {
            return switch (open.kind()) {
                case Deadline.PLAN -> shown.planDue.getLast().overdueOn;
                case Deadline.MONITORING_RETURN -> shown.quarters.get(open.number() - 1).overdueOn;
                case Deadline.REINSPECTION -> shown.reinspection.overdueOn;
            };
        }

        private StoredEvent stored(PlanEvent event) {
            version++;
            Instant at = Instant.EPOCH.plusSeconds(version);
            return new StoredEvent(
                    "improvement-plan-events",
                    version,
                    "plan",
                    version,
                    Codec.typeOf(event),
                    Codec.versionOf(event),
                    Codec.encode(event),
                    "someone",
                    null,
                    "request",
                    "command",
                    0,
                    at,
                    at,
                    "",
                    new byte[0],
                    new byte[0]);
        }

        private ReportPublished report() {
            boolean again = random.nextBoolean();
            return new ReportPublished(
                    "Sefton",
                    "Sefton Youth Offending Team",
                    InspectionKind.CORE,
                    new FrameworkRef("cci-2009", 1),
                    1,
                    today,
                    new Scores.Pooled(List.of(), List.of(), List.of(), List.of()),
                    List.of(new Recommendation(1, "Improve.", "YOT Manager")),
                    new DueDate(today.plusDays(28), "28 days after publication"),
                    "Youth Justice Board",
                    new ReinspectionDecision(
                            again,
                            "That is what the scores say.",
                            again
                                    ? new DueDate(
                                            today.plusMonths(12), "12 months after publication")
                                    : null));
        }

        private List<ProposedAction> actions() {
            return ACTIONS.stream()
                    .map(id ->
                            new ProposedAction(
                                    id,
                                    List.of(1),
                                    "Do it.",
                                    "YOT Manager",
                                    today.plusMonths(6),
                                    "Assessments of sufficient quality",
                                    "29%",
                                    "75%"))
                    .toList();
        }

        private ReportedProgress progress(String action) {
            ActionStatus[] all = ActionStatus.values();
            return new ReportedProgress(action, all[random.nextInt(all.length)], "48%");
        }

        private List<LocalDate> fixed() {
            return IntStream.rangeClosed(1, 4)
                    .mapToObj(quarter -> today.plusDays(quarter * (1L + random.nextInt(60))))
                    .sorted()
                    .toList();
        }

        private LocalDate dayToCome() {
            return today.plusDays(1 + random.nextInt(DAYS_MAX));
        }

        private <T> @Nullable T perhaps(T value) {
            return random.nextBoolean() ? value : null;
        }
    }
}
