package uk.inspection.endtoend.twoyears;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.endtoend.twoyears.Conduct.Reviewing;
import uk.inspection.endtoend.twoyears.Conduct.Submitting;
import uk.inspection.endtoend.twoyears.Requests.Answer;
import uk.inspection.endtoend.twoyears.Requests.Post;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.Upstream;

/**
 * One area: its service and its lead inspector, who act as their conduct says, and the events that
 * must come of it. Used by one thread at a time.
 */
final class Area {
    /** Something that is done on a day. */
    private interface Step {
        void on(LocalDate today);
    }

    /** A request that was answered: a repeat must be answered alike. */
    record Sent(Post post, Answer answer) {}

    private static final int PLAN_DAYS = 28;
    private static final int QUARTERS = 4;

    private final Conduct conduct;
    private final String id;
    private final String reinspection;
    private final Random random;
    private final Requests requests;
    private final Upstream.Place place;
    private final String service;
    private final String lead;
    private final Oracle oracle = new Oracle();
    private final NavigableMap<LocalDate, Deque<Step>> agenda = new TreeMap<>();
    private final Map<String, Integer> expected = new TreeMap<>();
    private final Set<Integer> returnsIn = new HashSet<>();
    private @Nullable Sent lastSent;
    private LocalDate now = LocalDate.EPOCH;
    private boolean returned;
    private boolean arranged;

    Area(Conduct conduct, long seed, Requests requests, Upstream.Place place) {
        this.conduct = conduct;
        this.random = new Random(seed);
        this.id = newId();
        this.reinspection = newId();
        this.requests = requests;
        this.place = place;
        this.service = TestTokens.token("yot", "yot-" + conduct.area(), conduct.area());
        this.lead = TestTokens.token("lead-inspector", "lead-" + conduct.area(), null);
        plan(conduct.publishedOn(), this::publish);
    }

    String id() {
        return id;
    }

    Oracle oracle() {
        return oracle;
    }

    /** How often each type of event must have happened by now. */
    Map<String, Integer> expected() {
        return expected;
    }

    /** The next day after this one on which something is done or raised. */
    Optional<LocalDate> next(LocalDate today) {
        return Stream.concat(
                        Optional.ofNullable(agenda.higherKey(today)).stream(),
                        oracle.next(today).stream())
                .min(LocalDate::compareTo);
    }

    /** From now on the deadlines whose day has come must be raised. */
    void raise(LocalDate today) {
        oracle.raise(today).forEach(one -> expect(one.type()));
    }

    /** Whether something is to be done by this day. */
    boolean hasStep(LocalDate today) {
        return !agenda.headMap(today, true).isEmpty();
    }

    /** Does the first thing that is to be done by this day. */
    void takeStep(LocalDate today) {
        Step first = agenda.firstEntry().getValue().remove();
        agenda.values().removeIf(Deque::isEmpty);
        now = today;
        first.on(today);
    }

    /** The newest request that was answered. */
    Optional<Sent> lastSent() {
        return Optional.ofNullable(lastSent);
    }

    @Override
    public String toString() {
        return "%s as %s".formatted(id, conduct);
    }

    // ---- the steps

    private void publish(LocalDate today) {
        LocalDate due = today.plusDays(PLAN_DAYS);
        try (var reports = Upstream.reports(place, id)) {
            reports.publish(today.toString(), report(today, due));
        }
        expect("PlanRequested");
        oracle.planWanted(due, today);
        switch (conduct.changing()) {
            case NO -> planSubmission(conduct.submitting(), due);
            case BEFORE_DUE -> plan(due.minusDays(3), this::changeDueDate);
            case WHEN_OVERDUE -> plan(due.plusDays(1), this::changeDueDate);
        }
        LocalDate reinspectionDue = conduct.reinspectionDue();
        if (reinspectionDue != null) {
            oracle.reinspectionCalledFor(reinspectionDue, today);
            switch (conduct.announcing()) {
                case TWO_WEEKS_BEFORE -> plan(reinspectionDue.minusDays(14), this::announce);
                case WHEN_DUE -> plan(reinspectionDue, this::announce);
                case LATE -> plan(reinspectionDue.plusDays(1), this::announce);
                case NEVER -> {}
            }
        }
    }

    private void changeDueDate(LocalDate today) {
        LocalDate due = Objects.requireNonNull(conduct.changedTo());
        post(
                lead,
                "due-date",
                Map.of("on", due.toString(), "reason", "The board meets late."),
                200);
        expect("PlanDueChanged");
        oracle.planWanted(due, today);
        planSubmission(conduct.submitting(), due);
    }

    private void planSubmission(Submitting when, LocalDate due) {
        switch (when) {
            case TWO_WEEKS_BEFORE -> plan(due.minusDays(14), this::submit);
            case THREE_DAYS_BEFORE -> plan(due.minusDays(3), this::submit);
            case ON_THE_DAY -> plan(due, this::submit);
            case LATE -> plan(due.plusDays(1), this::submit);
            case NEVER -> {}
        }
    }

    private void submit(LocalDate today) {
        LocalDate target = conduct.publishedOn().plusDays(90);
        if (conduct.lacksDetailFirst() && !returned) {
            JsonNode problem = post(service, "submissions", aPlan(" ", target), 422);
            assertThat(problem.path("violations").findValuesAsText("field"))
                    .containsExactly("actions.1.owner");
        }
        post(service, "submissions", aPlan("Chair of the Board", target), 201);
        expect("PlanSubmitted");
        oracle.submitted();
        LocalDate due = oracle.planDueOn();
        if (conduct.signedOff() && !returned) {
            plan(today, this::signOff);
        }
        switch (returned ? Reviewing.FINALISED : conduct.reviewing()) {
            case FINALISED -> plan(conduct.finalisedFrom(), this::finalise);
            case RETURNED_AT_ONCE, RETURNED_AT_ONCE_WITH_A_NEW_DATE -> plan(today, this::giveBack);
            case RETURNED_THE_DAY_BEFORE_IT_IS_DUE -> plan(due.minusDays(1), this::giveBack);
            case RETURNED_ON_THE_DUE_DAY -> plan(due, this::giveBack);
            case RETURNED_AFTER_THE_DUE_DAY, RETURNED_WITH_A_NEW_DATE ->
                    plan(due.plusDays(1), this::giveBack);
        }
    }

    private void signOff(LocalDate today) {
        post(service, "sign-off", Map.of("by", "The Chair", "on", today.toString()), 200);
        expect("PlanSignedOff");
    }

    private void giveBack(LocalDate today) {
        Optional<LocalDate> given =
                switch (conduct.reviewing()) {
                    case RETURNED_AT_ONCE_WITH_A_NEW_DATE, RETURNED_WITH_A_NEW_DATE ->
                            Optional.of(today.plusDays(13));
                    case FINALISED,
                            RETURNED_AT_ONCE,
                            RETURNED_THE_DAY_BEFORE_IT_IS_DUE,
                            RETURNED_ON_THE_DUE_DAY,
                            RETURNED_AFTER_THE_DUE_DAY ->
                            Optional.empty();
                };
        var body = new HashMap<String, Object>(Map.of("reasons", List.of("No one owns it.")));
        given.ifPresent(due -> body.put("dueOn", due.toString()));
        post(lead, "returns", body, 200);
        expect("PlanReturned");
        oracle.returned(today, given).ifPresent(_ -> expect("PlanDueChanged"));
        returned = true;
        planSubmission(conduct.again(), oracle.planDueOn());
    }

    private void finalise(LocalDate today) {
        List<LocalDate> fixed = conduct.fixedReturns();
        List<LocalDate> due =
                fixed == null ? Stream.of(3, 6, 9, 12).map(today::plusMonths).toList() : fixed;
        Map<String, Object> body =
                fixed == null
                        ? Map.of()
                        : Map.of("returnsDueOn", fixed.stream().map(LocalDate::toString).toList());
        JsonNode answer = post(lead, "finalisation", body, 200);
        assertThat(texts(answer.path("returnsDueOn")))
                .isEqualTo(due.stream().map(LocalDate::toString).toList());
        expect("PlanFinalised");
        expect("PlanForwarded");
        oracle.finalised(due, today);
        for (int quarter = 1; quarter <= QUARTERS; quarter++) {
            planReturn(quarter, due);
        }
    }

    private void planReturn(int quarter, List<LocalDate> due) {
        LocalDate own = due.get(quarter - 1);
        Step step = today -> sendReturn(quarter);
        switch (conduct.returns().get(quarter - 1)) {
            case WHEN_ITS_QUARTER_BEGINS ->
                    plan(quarter == 1 ? own.minusDays(3) : due.get(quarter - 2), step);
            case THREE_DAYS_BEFORE -> plan(own.minusDays(3), step);
            case ON_THE_DAY -> plan(own, step);
            case LATE -> plan(own.plusDays(1), step);
            case NEVER -> {}
        }
    }

    private void sendReturn(int quarter) {
        boolean last = quarter == QUARTERS;
        JsonNode answer =
                post(
                        service,
                        "monitoring-returns",
                        Map.of(
                                "quarter",
                                quarter,
                                "progress",
                                List.of(
                                        progress("A1", last ? "complete" : "on-track"),
                                        progress("A2", "at-risk")),
                                "narrative",
                                "It goes on."),
                        201);
        expect("MonitoringReturnSubmitted");
        if (last) {
            expect("ActionCompleted");
        }
        oracle.returnIn(quarter);
        returnsIn.add(quarter);
        assertThat(answer.path("closed").asBoolean()).isEqualTo(closed());
        closeIfDone();
    }

    private void announce(LocalDate today) {
        try (var cases = Upstream.cases(place, reinspection)) {
            cases.publish(today.toString(), announcement(today));
        }
        expect("ReinspectionArranged");
        oracle.reinspectionArranged();
        arranged = true;
        closeIfDone();
    }

    private boolean closed() {
        return returnsIn.size() == QUARTERS && (conduct.reinspectionDue() == null || arranged);
    }

    private void closeIfDone() {
        if (closed()) {
            expect("PlanClosed");
            oracle.planClosed();
        }
    }

    // ---- what is sent

    /** Sends to either instance; now and then to both at once, as a nervous client does. */
    private JsonNode post(String token, String door, Object body, int status) {
        var post =
                new Post(
                        "/v1/improvement-plans/%s/%s".formatted(id, door),
                        token,
                        newId(),
                        Requests.text(body));
        int first = random.nextInt(Instances.COUNT);
        Answer answer;
        if (random.nextInt(4) == 0) {
            var other =
                    CompletableFuture.supplyAsync(
                            () -> requests.send((first + 1) % Instances.COUNT, post));
            answer = requests.send(first, post);
            assertThat(other.join()).isEqualTo(answer);
        } else {
            answer = requests.send(first, post);
        }
        assertThat(answer.status()).as("%s to %s by %s", answer, post, this).isEqualTo(status);
        lastSent = new Sent(post, answer);
        return answer.body();
    }

    private ReportPublished report(LocalDate today, LocalDate due) {
        LocalDate reinspectionDue = conduct.reinspectionDue();
        return new ReportPublished(
                conduct.area(),
                conduct.area() + " Youth Offending Team",
                InspectionKind.CORE,
                new FrameworkRef("cci-2009", 1),
                1,
                today,
                new Scores.Pooled(List.of(), List.of(), List.of(), List.of()),
                List.of(
                        new Recommendation(1, "Assess every case.", "YOT Manager"),
                        new Recommendation(2, "Fill the posts.", "Management Board")),
                new DueDate(due, PLAN_DAYS + " days after publication"),
                "Youth Justice Board",
                new ReinspectionDecision(
                        reinspectionDue != null,
                        "As the chief inspector decided.",
                        reinspectionDue == null
                                ? null
                                : new DueDate(reinspectionDue, "12 months after publication")));
    }

    private InspectionAnnounced announcement(LocalDate today) {
        return new InspectionAnnounced(
                conduct.area(),
                conduct.area() + " Youth Offending Team",
                InspectionKind.REINSPECTION,
                Frameworks.newest("cci-2009").orElseThrow(),
                "lead",
                today.plusDays(30),
                today.plusDays(34),
                id);
    }

    private static Map<String, Object> aPlan(String secondOwner, LocalDate target) {
        return Map.of(
                "actions",
                List.of(
                        action("A1", 1, "YOT Manager", target),
                        action("A2", 2, secondOwner, target)));
    }

    private static Map<String, Object> action(
            String id, int recommendation, String owner, LocalDate target) {
        return Map.of(
                "id",
                id,
                "recommendations",
                List.of(recommendation),
                "text",
                "Do it.",
                "owner",
                owner,
                "targetDate",
                target.toString(),
                "measure",
                "Assessments of sufficient quality",
                "baseline",
                "29%",
                "target",
                "75%");
    }

    private static Map<String, String> progress(String action, String status) {
        return Map.of("actionId", action, "status", status, "measureNow", "48%");
    }

    // ---- helpers

    /** On this day, or today when it has passed: after what is planned already. */
    private void plan(LocalDate day, Step step) {
        agenda.computeIfAbsent(day.isBefore(now) ? now : day, _ -> new ArrayDeque<>()).add(step);
    }

    private void expect(String type) {
        expected.merge(type, 1, Integer::sum);
    }

    private String newId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
