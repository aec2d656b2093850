package uk.inspection.reporting;

import static io.restassured.RestAssured.given;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.MonitoringReturnDue;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.projection.PlanStatus;

/** Tells this service of improvement plans, as improvement-plan-service does. */
public final class PlanNews implements AutoCloseable {
    public static final String TOPIC = "improvement-plan-events";
    public static final LocalDate SUBMITTED = LocalDate.of(2009, 7, 20);
    public static final LocalDate FINALISED = LocalDate.of(2009, 8, 5);
    public static final String YJB = "Youth Justice Board";
    public static final PlanReturned RETURNED =
            new PlanReturned(1, LocalDate.of(2009, 7, 21), List.of("No owner.", "No measure."));
    public static final PlanOverdue OVERDUE =
            new PlanOverdue(Sefton.PLAN_DUE, Sefton.PLAN_DUE.plusDays(1));
    public static final PlanFinalised MONITORED =
            new PlanFinalised(
                    FINALISED,
                    List.of(
                            quarter(1, LocalDate.of(2009, 11, 5)),
                            quarter(2, LocalDate.of(2010, 2, 5)),
                            quarter(3, LocalDate.of(2010, 5, 5)),
                            quarter(4, LocalDate.of(2010, 8, 5))));

    private static final Instant TOLD = Instant.parse("2009-06-24T09:00:00Z");

    private final Upstream upstream =
            new Upstream(setting("kafka.bootstrap.servers"), setting("event-store.topic-prefix"));
    private final Map<String, Integer> told = new HashMap<>();

    // ---- events

    public static PlanRequested requested(String area, String body) {
        return requested(area, body, Sefton.PLAN_DUE, true);
    }

    public static PlanRequested requested(
            String area, String body, LocalDate due, boolean reinspect) {
        return new PlanRequested(
                area,
                body,
                Sefton.PUBLISHED,
                Sefton.RECOMMENDATIONS.subList(0, 2),
                new DueDate(due, "28 days after publication"),
                YJB,
                new ReinspectionDecision(
                        reinspect,
                        "That is what the scores say.",
                        reinspect
                                ? new DueDate(
                                        Sefton.REINSPECTION_DUE, "12 months after publication")
                                : null),
                InspectionKind.CORE,
                new FrameworkRef("cci-2009", 1),
                new Scores.Pooled(List.of(), List.of(), List.of(), List.of()));
    }

    public static PlanSubmitted submitted(int submission, LocalDate on) {
        return new PlanSubmitted(submission, on, List.of(action("A1", 1), action("A2", 2)));
    }

    public static Action action(String id, int recommendation) {
        return new Action(
                id,
                List.of(recommendation),
                "What %s does.".formatted(id),
                "YOT Manager",
                LocalDate.of(2009, 12, 31),
                "Assessments of sufficient quality",
                "29%",
                "75%");
    }

    public static MonitoringReturnSubmitted returned(int quarter, LocalDate on) {
        return new MonitoringReturnSubmitted(
                quarter,
                on,
                List.of(
                        new Progress("A1", ActionStatus.COMPLETE, "76%"),
                        new Progress("A2", ActionStatus.AT_RISK, "31%")),
                "What happened in quarter %d.".formatted(quarter));
    }

    /** A sequence of events, as the decider would give it, that ends in a status. */
    public static List<PlanEvent> leadingTo(PlanStatus status, String area, String body) {
        var events = new ArrayList<PlanEvent>();
        events.add(requested(area, body));
        switch (status) {
            case AWAITING_SUBMISSION -> {}
            case SUBMISSION_OVERDUE -> events.add(OVERDUE);
            case SUBMITTED -> events.add(submitted(1, SUBMITTED));
            case RETURNED -> events.addAll(List.of(submitted(1, SUBMITTED), RETURNED));
            case IN_MONITORING -> monitored(events);
            case RETURN_OVERDUE -> {
                monitored(events);
                events.add(new MonitoringReturnDue(1, LocalDate.of(2009, 11, 5)));
                events.add(
                        new MonitoringReturnOverdue(
                                1, LocalDate.of(2009, 11, 5), LocalDate.of(2009, 11, 6)));
            }
            case REINSPECTION_DUE -> {
                monitored(events);
                inAllReturns(events);
                events.add(new ReinspectionDue(Sefton.REINSPECTION_DUE));
            }
            case CLOSED -> {
                monitored(events);
                inAllReturns(events);
                events.add(new ReinspectionArranged("again", LocalDate.of(2010, 5, 27)));
                events.add(
                        new PlanClosed(
                                LocalDate.of(2010, 8, 5),
                                ClosingReason.REINSPECTION_ARRANGED,
                                null));
            }
        }
        return events;
    }

    private static void monitored(List<PlanEvent> events) {
        events.add(submitted(1, SUBMITTED));
        events.add(new PlanSignedOff(1, "The chair of the board", SUBMITTED));
        events.add(MONITORED);
        events.add(new PlanForwarded(YJB, FINALISED));
    }

    private static void inAllReturns(List<PlanEvent> events) {
        for (Quarter quarter : MONITORED.quarters()) {
            events.add(returned(quarter.number(), quarter.dueOn()));
        }
        events.add(new ActionCompleted("A1", LocalDate.of(2009, 11, 5)));
    }

    private static Quarter quarter(int number, LocalDate due) {
        return new Quarter(number, due, 3 * number + " months after finalisation");
    }

    // ---- telling

    /** A plan of its own with these events, once this service knows them all. */
    public String plan(List<? extends PlanEvent> events) {
        String id = UUID.randomUUID().toString();
        tell(id, events);
        return id;
    }

    public void tell(String id, List<? extends PlanEvent> events) {
        events.forEach(event -> send(id, event));
        known(id);
    }

    /** An event in version 1 of its type, as an earlier release wrote it. */
    void tellInVersion1(String id, String type, String json) {
        told.merge(id, 1, Integer::sum);
        upstream.send(TOPIC, id, TOLD, Map.of(), type, json.getBytes(StandardCharsets.UTF_8));
        known(id);
    }

    /** The next event of a plan, without waiting. */
    StoredEvent send(String id, PlanEvent event) {
        told.merge(id, 1, Integer::sum);
        return upstream.send(TOPIC, id, TOLD, Map.of(), event);
    }

    /** The next event of a plan, which is on its way when those after it arrive. */
    StoredEvent onItsWay(String id, PlanEvent event) {
        told.merge(id, 1, Integer::sum);
        return upstream.next(TOPIC, id, TOLD, Map.of(), event);
    }

    /** An event of a type that no build knows. */
    void sendUnknown(String id, String type) {
        upstream.send(TOPIC, id, TOLD, Map.of(), type, new byte[] {'{', '}'});
    }

    void again(StoredEvent event) {
        upstream.send(event);
    }

    void known(String id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        given().auth()
                                .oauth2(TestTokens.token("operator", "test-operator", null))
                                .get("/v1/inspections/{id}/history", id)
                                .then()
                                .statusCode(200)
                                .body(
                                        "items.findAll { it.topic == '%s' }".formatted(TOPIC),
                                        Matchers.hasSize(told.getOrDefault(id, 0))));
    }

    @Override
    public void close() {
        upstream.close();
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
