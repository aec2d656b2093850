package uk.inspection.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import uk.inspection.local.StackException;
import uk.inspection.local.demo.Api.Caller;
import uk.inspection.local.demo.Services.Service;

/**
 * The Sefton inspection of 2009, from announcement to re-inspection, in set business time. Every
 * step has a fixed key, so a story that was broken off is told again from the start: what happened
 * before happens no second time. Dates that the report does not print are this story's choice.
 */
public final class SeftonStory {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final LocalDate ANNOUNCED = LocalDate.parse("2009-03-16");
    private static final LocalDate SAMPLED = LocalDate.parse("2009-03-30");
    private static final LocalDate DRAFTED = LocalDate.parse("2009-05-05");
    private static final LocalDate CHECK_OPENED = LocalDate.parse("2009-05-12");
    private static final LocalDate CHECK_ANSWERED = LocalDate.parse("2009-05-22");
    private static final LocalDate CHECK_DUE = LocalDate.parse("2009-05-26");
    private static final LocalDate PLAN_REMINDER = LocalDate.parse("2009-07-08");
    private static final LocalDate PLAN_SUBMITTED = LocalDate.parse("2009-07-17");
    private static final LocalDate PLAN_FINALISED = LocalDate.parse("2009-07-24");
    private static final LocalDate REINSPECTION_ANNOUNCED = LocalDate.parse("2010-07-05");
    private static final LocalTime MORNING = LocalTime.of(9, 30);
    private static final LocalTime AFTERNOON = LocalTime.of(15, 0);
    private static final LocalTime EMBARGO_ENDS = LocalTime.of(0, 1);
    private static final int CASES_A_DAY = 7;
    private static final String KEY = "sefton-2009-";

    private static final Caller LEAD = Caller.of("lead-inspector");
    private static final Caller CHIEF = Caller.of("chief-inspector");
    private static final Caller YJB = Caller.of("yjb");
    private static final Caller OPERATOR = Caller.of("operator");
    private static final List<Caller> INSPECTORS =
            List.of(
                    new Caller("demo-inspector-1", "inspector", Optional.empty()),
                    new Caller("demo-inspector-2", "inspector", Optional.empty()),
                    new Caller("demo-inspector-3", "inspector", Optional.empty()));

    private final Inspection sefton = Inspection.sefton2009();
    private final Caller yot = new Caller("demo-yot-sefton", "yot", Optional.of(sefton.area()));
    private final Services services;
    private final BusinessClock clock;
    private final Consumer<String> say;
    private final Api api;
    private LocalDate today = ANNOUNCED;

    public SeftonStory(Services services, BusinessClock clock, Consumer<String> say) {
        this.services = services;
        this.clock = clock;
        this.say = say;
        this.api = new Api(services, say);
    }

    /** When the story begins: what the clock is set to before the services start. */
    public static Instant begin() {
        return ANNOUNCED.atTime(LocalTime.of(9, 0)).atZone(LONDON).toInstant();
    }

    /**
     * The whole story.
     *
     * @throws StackException with the sentence that says where it stopped
     */
    public Told tell() {
        var id = announce();
        sample(id);
        judge(id);
        var scores = closeFieldwork(id);
        report(id);
        publish(id);
        improve(id);
        followUp(id);
        return new Told(id, Comparison.of(sefton.figures(), scores));
    }

    /** How the story ended. */
    public record Told(String inspectionId, Comparison comparison) {}

    private String announce() {
        at(ANNOUNCED, MORNING);
        var inspection =
                api.post(
                        services.cases(),
                        "/v1/inspections",
                        LEAD,
                        KEY + "announce",
                        Map.of(
                                "area", sefton.area(),
                                "body", sefton.body(),
                                "kind", sefton.kind(),
                                "framework", sefton.framework(),
                                "fieldworkStart", sefton.fieldwork().start(),
                                "fieldworkEnd", sefton.fieldwork().end()));
        var id = inspection.path("id").asText();
        tell("The inspection of " + sefton.body() + " is announced (" + id + ")");
        return id;
    }

    private void sample(String id) {
        at(SAMPLED, MORNING);
        var cases = new ArrayList<Map<String, Object>>();
        for (var one : sefton.cases()) {
            cases.add(
                    Map.of(
                            "caseId", one.id(),
                            "sentence", one.sentence(),
                            "ageBand", one.ageBand(),
                            "gender", one.gender(),
                            "lookedAfter", one.lookedAfter()));
        }
        api.post(
                services.cases(),
                inspection(id) + "/cases",
                LEAD,
                KEY + "sample",
                Map.of("cases", cases));
        tell(cases.size() + " cases are sampled");
    }

    private void judge(String id) {
        var start = LocalDate.parse(sefton.fieldwork().start());
        var stream = URI.create(services.scores().address() + "/v1/score-events?inspection=" + id);
        at(start, LocalTime.of(9, 0));
        tell("Fieldwork: " + INSPECTORS.size() + " inspectors judge, the scores move");
        try (var watch = new ScoreWatch(stream, api.token(LEAD), this::showScores)) {
            watch.awaitConnection(Duration.ofSeconds(10));
            var version = 0L;
            for (var n = 0; n < sefton.cases().size(); n++) {
                var one = sefton.cases().get(n);
                at(start.plusDays(n / CASES_A_DAY), MORNING.plusHours(n % CASES_A_DAY));
                version =
                        api.post(
                                        services.cases(),
                                        inspection(id) + "/cases/" + one.id() + "/judgements",
                                        INSPECTORS.get(n % INSPECTORS.size()),
                                        KEY + "judge-" + one.id(),
                                        Map.of("answers", one.answers()))
                                .path("version")
                                .asLong();
                api.get(services.scores(), score(id) + "?minVersion=case-events/" + version, LEAD);
            }
            watch.awaitScore(version, Duration.ofSeconds(5));
            tell(sefton.cases().size() + " cases are judged");
        }
    }

    private void showScores(JsonNode event) {
        var line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT,
                        "            %2d of %d  ",
                        event.path("judged").asInt(),
                        event.path("sampled").asInt()));
        for (var headline : event.path("scores").path("headlines")) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            " %s %3s %% %-12s",
                            headline.path("id").asText(),
                            headline.path("percent").asText("-"),
                            headline.path("band").asText("")));
        }
        say.accept(line.toString().stripTrailing());
    }

    private JsonNode closeFieldwork(String id) {
        var end = LocalDate.parse(sefton.fieldwork().end());
        at(end, LocalTime.of(16, 0));
        sefton.questionnaires()
                .forEach((respondents, completed) ->
                        api.post(
                                services.cases(),
                                inspection(id) + "/questionnaires",
                                LEAD,
                                KEY + "questionnaires-" + respondents,
                                Map.of(
                                        "respondents", respondents,
                                        "completed", completed)));
        at(end, LocalTime.of(17, 0));
        api.post(
                services.cases(),
                inspection(id) + "/fieldwork/close",
                LEAD,
                KEY + "close-fieldwork",
                Map.of());
        api.await(
                () ->
                        api.glance(services.scores(), score(id), LEAD)
                                .map(score -> !score.path("provisional").asBoolean(true))
                                .orElse(false),
                () -> "the scores are not final.");
        var score = api.get(services.scores(), score(id), LEAD);
        tell("Fieldwork is closed and the scores are final");
        if (score.path("reinspection").path("proposed").asBoolean()) {
            detail(
                    "A re-inspection is proposed: "
                            + score.path("reinspection").path("why").asText());
        }
        return score.path("scores");
    }

    private void report(String id) {
        at(DRAFTED, MORNING);
        var report = "/v1/reports/" + id;
        api.postWhenReady(
                services.reports(),
                report,
                LEAD,
                KEY + "draft",
                Map.of(
                        "foreword",
                        "This report sets out what we found in "
                                + sefton.area()
                                + ", where we looked at "
                                + sefton.cases().size()
                                + " cases."));
        for (var recommendation : sefton.recommendations()) {
            api.post(
                    services.reports(),
                    report + "/recommendations",
                    LEAD,
                    KEY + "recommend-" + recommendation.no(),
                    Map.of(
                            "number", recommendation.no(),
                            "text", recommendation.text(),
                            "responsible", recommendation.responsible()));
        }
        tell("The report is drafted with " + sefton.recommendations().size() + " recommendations");
        at(CHECK_OPENED, MORNING);
        api.post(
                services.reports(),
                report + "/factual-accuracy",
                LEAD,
                KEY + "check",
                Map.of("dueOn", CHECK_DUE.toString()));
        tell("The service checks the facts until " + CHECK_DUE);
        at(CHECK_ANSWERED, AFTERNOON);
        api.post(
                services.reports(),
                report + "/factual-accuracy/answer",
                yot,
                KEY + "check-answer",
                Map.of("challenges", List.of()));
        tell("The service accepts the facts");
    }

    private void publish(String id) {
        var day = LocalDate.parse(sefton.published());
        var report = "/v1/reports/" + id;
        at(day.minusDays(1), AFTERNOON);
        var scheduled =
                api.postWhenReady(
                        services.reports(),
                        report + "/publication",
                        CHIEF,
                        KEY + "publish",
                        Map.of(
                                "reinspection",
                                Map.of(
                                        "reinspect",
                                        true,
                                        "reason",
                                        "Safeguarding and the risk of harm to others both need"
                                                + " drastic improvement."),
                                "at",
                                day.atTime(EMBARGO_ENDS).atZone(LONDON).toInstant().toString()));
        tell("The report is to be published on " + day + " at " + EMBARGO_ENDS);
        at(day, MORNING);
        api.await(
                () ->
                        api.glance(services.reports(), report, LEAD)
                                .map(seen -> seen.path("status").asText().equals("published"))
                                .orElse(false),
                () -> "the report is not published.");
        tell("The report is published");
        var document = api.get(services.reports(), report + "/document", LEAD);
        detail(document.path("children").path("passage").path("text").asText());
        detail(
                "The improvement plan is due on "
                        + scheduled.path("planDue").path("on").asText()
                        + ", "
                        + scheduled.path("planDue").path("rule").asText());
    }

    private void improve(String id) {
        var plan = plan(id);
        awaitEvents(id, "PlanRequested", 1);
        at(PLAN_REMINDER, MORNING);
        awaitEvents(id, "DeadlineApproaching", 1);
        tell("Two weeks are left for the improvement plan");
        at(PLAN_SUBMITTED, AFTERNOON);
        api.post(
                services.plans(),
                plan + "/submissions",
                yot,
                KEY + "submit-plan",
                Map.of("actions", actions()));
        api.post(
                services.plans(),
                plan + "/sign-off",
                yot,
                KEY + "sign-plan-off",
                Map.of("by", "Chair of the Management Board", "on", PLAN_SUBMITTED.toString()));
        tell("The service submits its plan of " + actions().size() + " actions, its board signs");
        at(PLAN_FINALISED, MORNING);
        api.post(services.plans(), plan + "/finalisation", LEAD, KEY + "finalise-plan", Map.of());
        var seen = api.get(services.plans(), plan, YJB);
        tell("The plan is finalised and forwarded to the " + seen.path("overseer").asText());
    }

    private List<Map<String, Object>> actions() {
        var actions = new ArrayList<Map<String, Object>>();
        for (var recommendation : sefton.recommendations()) {
            actions.add(
                    Map.of(
                            "id",
                            "A" + recommendation.no(),
                            "recommendations",
                            List.of(recommendation.no()),
                            "text",
                            "Carry out recommendation " + recommendation.no(),
                            "owner",
                            recommendation.responsible(),
                            "targetDate",
                            "2010-06-30",
                            "measure",
                            "Share of audited cases in which this is done",
                            "baseline",
                            "as inspected in April 2009",
                            "target",
                            "every case"));
        }
        return actions;
    }

    /** Four quarters and the re-inspection, in the order of their days. */
    private void followUp(String id) {
        var steps = new ArrayList<Step>();
        var plan = api.get(services.plans(), plan(id), YJB);
        for (var quarter : plan.path("quarters")) {
            var number = quarter.path("number").asInt();
            steps.add(
                    new Step(
                            LocalDate.parse(quarter.path("dueOn").asText()),
                            () -> monitoringReturn(id, number)));
        }
        var due = LocalDate.parse(sefton.published()).plusYears(1);
        steps.add(new Step(due, () -> reinspectionDue(id)));
        steps.add(new Step(REINSPECTION_ANNOUNCED, () -> announceReinspection(id)));
        steps.sort(Comparator.comparing(Step::day));
        for (var step : steps) {
            at(step.day(), MORNING);
            step.deed().run();
        }
        awaitEvents(id, "PlanClosed", 1);
        tell("All returns are in and the re-inspection is arranged: the plan is closed");
        caughtUp();
        detail(history(id).size() + " events tell the history of this inspection");
    }

    private record Step(LocalDate day, Runnable deed) {}

    private void monitoringReturn(String id, int quarter) {
        awaitEvents(id, "MonitoringReturnDue", quarter);
        at(today, AFTERNOON);
        var last = quarter == 4;
        var progress = new ArrayList<Map<String, Object>>();
        for (var recommendation : sefton.recommendations()) {
            progress.add(
                    Map.of(
                            "actionId", "A" + recommendation.no(),
                            "status", last ? "complete" : "on-track",
                            "measureNow", last ? "every case" : quarter + " of 4 quarters done"));
        }
        api.post(
                services.plans(),
                plan(id) + "/monitoring-returns",
                yot,
                KEY + "monitoring-return-" + quarter,
                Map.of(
                        "quarter", quarter,
                        "progress", progress,
                        "narrative", "Progress in quarter " + quarter + "."));
        tell("Monitoring return " + quarter + " is due and submitted");
    }

    private void reinspectionDue(String id) {
        awaitEvents(id, "ReinspectionDue", 1);
        tell("The re-inspection is due");
    }

    private void announceReinspection(String id) {
        awaitEvents(id, "ReinspectionOverdue", 1);
        tell("It is late, for nobody has arranged it");
        var inspection =
                api.post(
                        services.cases(),
                        "/v1/inspections",
                        LEAD,
                        KEY + "announce-reinspection",
                        Map.of(
                                "area",
                                sefton.area(),
                                "body",
                                sefton.body(),
                                "kind",
                                "reinspection",
                                "framework",
                                sefton.framework(),
                                "fieldworkStart",
                                "2010-09-06",
                                "fieldworkEnd",
                                "2010-09-10",
                                "reinspectionOf",
                                id));
        awaitEvents(id, "ReinspectionArranged", 1);
        tell("The re-inspection is announced (" + inspection.path("id").asText() + ")");
    }

    // ---- time

    /** Moves the business clock, once everything that happened before has arrived everywhere. */
    private void at(LocalDate day, LocalTime time) {
        caughtUp();
        today = day;
        clock.advanceTo(day.atTime(time).atZone(LONDON).toInstant());
    }

    /** Looked at twice, because what arrives in one service may set something going in the next. */
    private void caughtUp() {
        api.await(
                () -> IntStream.range(0, 2).allMatch(_ -> allQuiet()),
                () -> "the services do not catch up with each other; see ./platform status.");
    }

    private boolean allQuiet() {
        return services.all().stream().allMatch(this::isQuiet);
    }

    private boolean isQuiet(Service service) {
        var relay = api.glance(service, "/admin/relay", OPERATOR);
        var projections = api.glance(service, "/admin/projections", OPERATOR);
        if (projections.isPresent() && projections.get().path("parked").asInt() > 0) {
            throw new StackException(
                    "The demo stopped: "
                            + service.name()
                            + " could not apply "
                            + projections.get().path("parked").asInt()
                            + " events; see its /admin/parked-events.");
        }
        return relay.map(state -> state.path("lag").asLong(1) == 0).orElse(false)
                && projections
                        .map(state ->
                                state.path("lag").asLong(1) == 0
                                        && state.path("queued").asLong(0) == 0)
                        .orElse(false);
    }

    /** Waits until the inspection's history holds so many events of a type. */
    private void awaitEvents(String id, String type, int count) {
        api.await(
                () ->
                        history(id).stream()
                                        .filter(event -> event.path("type").asText().equals(type))
                                        .count()
                                >= count,
                () -> "the history has no " + type + (count > 1 ? " number " + count : "") + ".");
    }

    /** All pages; what could be read if the service stops answering between two. */
    private List<JsonNode> history(String id) {
        var items = new ArrayList<JsonNode>();
        var address = "/v1/inspections/" + id + "/history?limit=100";
        var page = api.glance(services.reports(), address, LEAD);
        while (page.isPresent()) {
            page.get().path("items").forEach(items::add);
            var next = page.get().path("next");
            page =
                    next.isTextual()
                            ? api.glance(
                                    services.reports(),
                                    address
                                            + "&cursor="
                                            + URLEncoder.encode(
                                                    next.asText(), StandardCharsets.UTF_8),
                                    LEAD)
                            : Optional.empty();
        }
        return items;
    }

    // ---- words

    private static String inspection(String id) {
        return "/v1/inspections/" + id;
    }

    private static String score(String id) {
        return "/v1/scores/" + id;
    }

    private static String plan(String id) {
        return "/v1/improvement-plans/" + id;
    }

    private void tell(String sentence) {
        say.accept(today + "  " + sentence);
    }

    private void detail(String sentence) {
        say.accept("            " + sentence);
    }
}
