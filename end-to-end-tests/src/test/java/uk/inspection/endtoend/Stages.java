package uk.inspection.endtoend;

import static org.awaitility.Awaitility.await;
import static uk.inspection.endtoend.Doors.Service.CASES;
import static uk.inspection.endtoend.Doors.Service.PLANS;
import static uk.inspection.endtoend.Doors.Service.REPORTING;
import static uk.inspection.endtoend.Doors.Service.SCORING;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;
import uk.inspection.endtoend.PermissionMatrix.Stage;
import uk.inspection.endtoend.PermissionMatrix.Subject;

/** Inspections of one area, one at each stage, made through the doors. */
final class Stages {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final RatedStandards RATED =
            (RatedStandards) Frameworks.newest("yj-2021").orElseThrow();

    private final String area;
    private final String inspector;

    /** Who announces is the lead where nobody is named. */
    static final String LEAD = "lead-1";

    private final Doors lead;
    private final Doors chief;
    private final Doors judge;
    private final Doors yot;

    /**
     * @param inspector subject of the one whom the cases are allocated to
     */
    Stages(String area, String inspector, Doors lead, Doors chief, Doors judge, Doors yot) {
        this.area = area;
        this.inspector = inspector;
        this.lead = lead;
        this.chief = chief;
        this.judge = judge;
        this.yot = yot;
    }

    /** Every question of a case in court, answered well. */
    static Map<String, String> answers() {
        var answers = new TreeMap<String, String>();
        RATED.caseQuestions().stream()
                .filter(question -> question.standard().domain().equals("2"))
                .forEach(question -> answers.put(question.id(), "yes"));
        return answers;
    }

    /** An inspection at the stage; the case of a draft is allocated to nobody. */
    Subject at(Stage stage) {
        boolean allocated = stage != Stage.DRAFT && stage != Stage.SELF_AUDIT;
        String id =
                switch (stage) {
                    case FIELDWORK -> judged("core", null, lead, judge, true);
                    case SELF_AUDIT -> judged("self-audit", null, yot, yot, false);
                    case DRAFT -> drafted("core", null, false);
                    case CHECK -> checked("core", null);
                    case PUBLISHED -> published("reinspection", published("core", null));
                };
        await().atMost(PATIENCE)
                .until(() ->
                        (stage == Stage.SELF_AUDIT ? yot : lead)
                                        .get(REPORTING, "/v1/inspections/" + id + "/history")
                                        .status()
                                == 200);
        return new Subject(id, area, stage, LEAD, allocated ? inspector : null);
    }

    /** A published inspection that no re-inspection follows up. */
    String published() {
        return published("core", null);
    }

    private String judged(
            String kind, @Nullable String earlier, Doors owner, Doors by, boolean allocated) {
        LocalDate today = LocalDate.now(LONDON);
        var announcement = new HashMap<String, Object>();
        announcement.put("area", area);
        announcement.put("body", area + " Youth Justice Service");
        announcement.put("kind", kind);
        announcement.put("framework", RATED.id());
        announcement.put("fieldworkStart", today.toString());
        announcement.put("fieldworkEnd", today.plusDays(4).toString());
        if (earlier != null) {
            announcement.put("reinspectionOf", earlier);
        }
        String id =
                owner.post(CASES, "/v1/inspections", announcement).with(201).path("id").asText();
        String inspection = "/v1/inspections/" + id;
        owner.post(
                        CASES,
                        inspection + "/cases",
                        Map.of(
                                "cases",
                                List.of(
                                        Map.of(
                                                "caseId",
                                                "case-1",
                                                "sentence",
                                                "community",
                                                "ageBand",
                                                "16-17",
                                                "gender",
                                                "male",
                                                "lookedAfter",
                                                false))))
                .with(201);
        if (allocated) {
            owner.post(
                            CASES,
                            inspection + "/cases/case-1/allocation",
                            Map.of("inspector", inspector))
                    .with(200);
        }
        by.post(CASES, inspection + "/cases/case-1/judgements", Map.of("answers", answers()))
                .with(201);
        RATED.standards().stream()
                .filter(standard -> !standard.assessedByCases())
                .forEach(standard ->
                        owner.post(
                                        CASES,
                                        inspection + "/standards/" + standard.id() + "/judgements",
                                        Map.of("rating", "Good"))
                                .with(200));
        await().atMost(PATIENCE)
                .until(() -> owner.get(SCORING, "/v1/scores/" + id).status() == 200);
        return id;
    }

    private String drafted(String kind, @Nullable String earlier, boolean allocated) {
        String id = judged(kind, earlier, lead, judge, allocated);
        lead.post(CASES, "/v1/inspections/" + id + "/fieldwork/close", Map.of()).with(200);
        await().atMost(PATIENCE)
                .until(() ->
                        lead.post(
                                                REPORTING,
                                                "/v1/reports/" + id,
                                                Map.of("foreword", "We inspected the service."))
                                        .status()
                                == 201);
        return id;
    }

    private String checked(String kind, @Nullable String earlier) {
        String id = drafted(kind, earlier, true);
        String report = "/v1/reports/" + id;
        lead.post(
                        REPORTING,
                        report + "/recommendations",
                        Map.of(
                                "number",
                                1,
                                "text",
                                "Plans address the risks.",
                                "responsible",
                                "Head of service"))
                .with(201);
        lead.post(
                        REPORTING,
                        report + "/factual-accuracy",
                        Map.of("dueOn", LocalDate.now(LONDON).plusDays(14).toString()))
                .with(201);
        return id;
    }

    private String published(String kind, @Nullable String earlier) {
        String id = checked(kind, earlier);
        String report = "/v1/reports/" + id;
        yot.post(REPORTING, report + "/factual-accuracy/answer", Map.of("challenges", List.of()))
                .with(200);
        chief.post(
                        REPORTING,
                        report + "/publication",
                        Map.of(
                                "reinspection",
                                Map.of("reinspect", false, "reason", "The rating is Outstanding.")))
                .with(200);
        await().atMost(PATIENCE)
                .until(() -> lead.get(PLANS, "/v1/improvement-plans/" + id).status() == 200);
        return id;
    }
}
