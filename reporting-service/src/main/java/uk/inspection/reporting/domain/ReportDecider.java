package uk.inspection.reporting.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Discards;
import uk.inspection.contract.Framework;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.reporting.domain.Refused.Violation;
import uk.inspection.reporting.domain.ReportCommand.AmendReport;
import uk.inspection.reporting.domain.ReportCommand.AnswerFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.CorrectReport;
import uk.inspection.reporting.domain.ReportCommand.DecideChallenge;
import uk.inspection.reporting.domain.ReportCommand.DraftReport;
import uk.inspection.reporting.domain.ReportCommand.MakeRecommendation;
import uk.inspection.reporting.domain.ReportCommand.OpenFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.PublishReport;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.domain.ReportCommand.WithdrawPublication;
import uk.inspection.reporting.domain.ReportState.Answered;
import uk.inspection.reporting.domain.ReportState.Draft;
import uk.inspection.reporting.domain.ReportState.Drafted;
import uk.inspection.reporting.domain.ReportState.Finalised;
import uk.inspection.reporting.domain.ReportState.NotDrafted;
import uk.inspection.reporting.domain.ReportState.Published;
import uk.inspection.reporting.domain.ReportState.Rules;
import uk.inspection.reporting.domain.ReportState.Scheduled;
import uk.inspection.reporting.domain.ReportState.UnderCheck;
import uk.inspection.reporting.domain.ReportState.Upstream;
import uk.inspection.reporting.domain.ReportState.Voided;

/**
 * The rules of a report: drafted from final scores, checked by the inspected service, published by
 * the chief inspector, and frozen from then on. Limits of length are defaults, not verified.
 */
public final class ReportDecider {
    /** Longest foreword, passage or challenge, in characters. */
    public static final int TEXT_MAX = 20_000;

    /** Longest reason, in characters. */
    public static final int REASON_MAX = 2_000;

    /** Longest name: of a section, an overseer, someone responsible; in characters. */
    public static final int NAME_MAX = 200;

    /** Most challenges in one answer. */
    public static final int CHALLENGES_MAX = 500;

    /** Longest text of one recommendation, in characters. */
    public static final int RECOMMENDATION_MAX = 4_000;

    /** Highest number of a recommendation, and so the most of them. */
    public static final int RECOMMENDATIONS_MAX = 100;

    /**
     * Longest list of recommendations, or of challenges, in characters: a character takes up to six
     * bytes of JSON, and one event carries the whole list and stays below a mebibyte.
     */
    public static final int LIST_CHARACTERS_MAX = 100_000;

    /** Most amendments of one draft. */
    public static final int AMENDMENTS_MAX = 200;

    /** Most corrections of one published report. */
    public static final int CORRECTIONS_MAX = 100;

    /** The first day that anyone may name; a default, not verified. */
    public static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);

    /** The last day that anyone may name; a default, not verified. */
    public static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

    /** Who oversees a plan unless the publication names another; a default, not verified. */
    public static final String OVERSEER_DEFAULT = "Youth Justice Board";

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private ReportDecider() {}

    public static ReportState initial() {
        return new NotDrafted(new Upstream(null, null, 0, false, 0, 0, Discards.NONE));
    }

    // ---- fold: what other services said

    public static ReportState evolve(ReportState state, InspectionAnnounced announced) {
        Framework framework = announced.framework();
        int afterMonths =
                switch (framework) {
                    case Framework.PooledPercentage pooled -> pooled.reinspection().afterMonths();
                    case Framework.RatedStandards rated -> rated.reinspection().afterMonths();
                };
        var rules =
                new Rules(
                        framework.plan().dueAfterPublicationDays(),
                        afterMonths,
                        Passages.of(framework),
                        ReportDocument.needed(framework, true),
                        ReportDocument.needed(framework, false));
        Upstream before = state.upstream();
        return with(
                state,
                new Upstream(
                        rules,
                        before.finalised(),
                        before.reopenedAt(),
                        announced.kind() == InspectionKind.SELF_AUDIT,
                        before.children(),
                        before.victims(),
                        before.discards()));
    }

    public static ReportState evolve(ReportState state, QuestionnaireRecorded returned) {
        Upstream before = state.upstream();
        boolean children = returned.respondents() == Respondents.CHILDREN;
        return with(
                state,
                new Upstream(
                        before.rules(),
                        before.finalised(),
                        before.reopenedAt(),
                        before.selfAudit(),
                        children ? returned.completed() : before.children(),
                        children ? before.victims() : returned.completed(),
                        before.discards()));
    }

    /**
     * Scores that are final, perhaps for a second time: then a draft from the earlier ones is void.
     *
     * @param version of the score stream
     */
    public static ReportState evolve(ReportState state, ScoresFinalised scores, long version) {
        Upstream before = state.upstream();
        var upstream =
                new Upstream(
                        before.rules(),
                        new Finalised(version, scores),
                        before.reopenedAt(),
                        scores.kind() == InspectionKind.SELF_AUDIT,
                        before.children(),
                        before.victims(),
                        before.discards());
        return switch (state) {
            case NotDrafted _ -> new NotDrafted(upstream);
            case Drafted _, UnderCheck _, Answered _, Voided _ -> new Voided(upstream);
            // What becomes of the publication, overtaken says in the same transaction.
            case Scheduled(_, ReportState checked, PublicationScheduled publication) ->
                    new Scheduled(upstream, checked, publication);
            case Published(_, ReportPublished publication, int edition) ->
                    new Published(upstream, publication, edition);
        };
    }

    /**
     * Judging goes on: the final scores no longer stand.
     *
     * @param version of the case stream
     */
    public static ReportState evolve(ReportState state, FieldworkReopened reopened, long version) {
        Upstream before = state.upstream();
        return with(
                state,
                new Upstream(
                        before.rules(),
                        before.finalised(),
                        version,
                        before.selfAudit(),
                        before.children(),
                        before.victims(),
                        before.discards()));
    }

    /**
     * An event of the inspection was discarded, here or by a service upstream, or that is accepted.
     *
     * @param topic that tells it, with {@code version} in its stream
     */
    public static ReportState evolve(
            ReportState state, String topic, long version, DiscardEvent event) {
        Upstream before = state.upstream();
        return with(
                state,
                new Upstream(
                        before.rules(),
                        before.finalised(),
                        before.reopenedAt(),
                        before.selfAudit(),
                        before.children(),
                        before.victims(),
                        before.discards().after(topic, version, event)));
    }

    // ---- fold: what happened to the report

    public static ReportState evolve(ReportState state, ReportEvent event) {
        Upstream upstream = state.upstream();
        return switch (event) {
            case ReportDrafted drafted ->
                    new Drafted(upstream, new Draft(drafted, new TreeMap<>(), 0));
            case RecommendationMade(Recommendation recommendation) ->
                    recommended(state, recommendation);
            case FactualAccuracyCheckOpened(LocalDate dueOn) ->
                    new UnderCheck(upstream, draft(state), dueOn);
            case FactualAccuracyAnswered(_, List<Challenge> challenges) ->
                    new Answered(upstream, draft(state), challenges, new TreeMap<>());
            case ChallengeDecided decided -> decided(state, decided);
            case ReportAmended _ -> amended(state);
            case PublicationScheduled scheduled -> new Scheduled(upstream, state, scheduled);
            case PublicationWithdrawn _ -> withdrawn(state);
            case ReportPublished published ->
                    new Published(upstream, published, published.edition());
            case ReportCorrected corrected ->
                    new Published(upstream, publication(state), corrected.edition());
            case PublishedResultImported _ ->
                    throw new IllegalStateException("An imported result is no part of a report.");
        };
    }

    private static ReportState recommended(ReportState state, Recommendation recommendation) {
        Draft before = draft(state);
        var all = new TreeMap<>(before.recommendations());
        all.put(recommendation.number(), recommendation);
        return with(state, new Draft(before.basis(), all, before.amendments()));
    }

    private static ReportState amended(ReportState state) {
        Draft before = draft(state);
        return with(
                state,
                new Draft(before.basis(), before.recommendations(), before.amendments() + 1));
    }

    private static ReportState decided(ReportState state, ChallengeDecided decided) {
        if (!(state instanceof Answered(var upstream, var draft, var challenges, var before))) {
            throw new IllegalStateException("The history of this report misses its answer.");
        }
        var decisions = new TreeMap<>(before);
        decisions.put(decided.number(), decided);
        return new Answered(upstream, draft, challenges, decisions);
    }

    /** The draft as it was; void where the scores were finalised again meanwhile. */
    private static ReportState withdrawn(ReportState state) {
        if (!(state instanceof Scheduled(Upstream upstream, ReportState checked, _))) {
            throw new IllegalStateException("The history of this report misses its schedule.");
        }
        Finalised finalised = upstream.finalised();
        return finalised == null || finalised.version() == draft(checked).basis().scoreVersion()
                ? with(checked, upstream)
                : new Voided(upstream);
    }

    private static ReportState with(ReportState state, Draft draft) {
        return switch (state) {
            case Drafted(Upstream upstream, _) -> new Drafted(upstream, draft);
            case UnderCheck(Upstream upstream, _, LocalDate dueOn) ->
                    new UnderCheck(upstream, draft, dueOn);
            case Answered(Upstream upstream, _, List<Challenge> challenges, var decisions) ->
                    new Answered(upstream, draft, challenges, decisions);
            case NotDrafted _, Voided _, Scheduled _, Published _ -> throw noDraft();
        };
    }

    private static ReportState with(ReportState state, Upstream upstream) {
        return switch (state) {
            case NotDrafted _ -> new NotDrafted(upstream);
            case Drafted(_, Draft draft) -> new Drafted(upstream, draft);
            case UnderCheck(_, Draft draft, LocalDate dueOn) ->
                    new UnderCheck(upstream, draft, dueOn);
            case Answered(_, Draft draft, List<Challenge> challenges, var decisions) ->
                    new Answered(upstream, draft, challenges, decisions);
            case Scheduled(_, ReportState checked, PublicationScheduled publication) ->
                    new Scheduled(upstream, checked, publication);
            case Voided _ -> new Voided(upstream);
            case Published(_, ReportPublished publication, int edition) ->
                    new Published(upstream, publication, edition);
        };
    }

    private static Draft draft(ReportState state) {
        return switch (state) {
            case Drafted(_, Draft draft) -> draft;
            case UnderCheck(_, Draft draft, _) -> draft;
            case Answered(_, Draft draft, _, _) -> draft;
            case Scheduled(_, ReportState checked, _) -> draft(checked);
            case NotDrafted _, Voided _, Published _ -> throw noDraft();
        };
    }

    private static ReportPublished publication(ReportState state) {
        return switch (state) {
            case Published(_, ReportPublished publication, _) -> publication;
            case NotDrafted _, Drafted _, UnderCheck _, Answered _, Scheduled _, Voided _ ->
                    throw new IllegalStateException(
                            "The history of this report misses its publication.");
        };
    }

    private static IllegalStateException noDraft() {
        return new IllegalStateException("The history of this report misses its draft.");
    }

    // ---- decisions

    /**
     * What the command comes to; no events where everything stands so already. A publication whose
     * moment has come is carried out first, whoever notices.
     *
     * @throws Refused when a rule says no
     */
    public static List<ReportEvent> decide(ReportState state, ReportCommand command) {
        if (state.upstream().selfAudit()) {
            throw noReport();
        }
        if (!(state instanceof Scheduled(_, _, PublicationScheduled publication))
                || command.at().isBefore(publication.at())) {
            return decideNow(state, command);
        }
        ReportPublished published = published(draft(state), publication);
        var events = new ArrayList<ReportEvent>(List.of(published));
        events.addAll(decideNow(evolve(state, published), command));
        return events;
    }

    /**
     * What becomes of a scheduled publication when fieldwork is reopened, scores are final again or
     * an event of the inspection is discarded: it is withdrawn if that happened before its moment,
     * and was carried out otherwise.
     *
     * @param state with the news in it
     * @param happenedAt business time of the news
     */
    public static List<ReportEvent> overtaken(ReportState state, Instant happenedAt) {
        if (!(state instanceof Scheduled(var upstream, _, PublicationScheduled publication))) {
            return List.of();
        }
        Finalised standing = upstream.standing();
        boolean complete = upstream.discards().none();
        if (complete
                && standing != null
                && standing.version() == draft(state).basis().scoreVersion()) {
            return List.of();
        }
        return List.of(
                happenedAt.isBefore(publication.at())
                        ? new PublicationWithdrawn(
                                !complete
                                        ? "An event of the inspection was discarded."
                                        : standing == null
                                                ? "Fieldwork was reopened."
                                                : "The scores were finalised again.")
                        : published(draft(state), publication));
    }

    private static List<ReportEvent> decideNow(ReportState state, ReportCommand command) {
        return switch (command) {
            case DraftReport draft -> decide(state, draft);
            case MakeRecommendation make -> decide(state, make);
            case OpenFactualAccuracyCheck open -> decide(state, open);
            case AnswerFactualAccuracyCheck answer -> decide(state, answer);
            case DecideChallenge decide -> decide(state, decide);
            case AmendReport amend -> decide(state, amend);
            case PublishReport publish -> decide(state, publish);
            case WithdrawPublication withdraw -> decide(state, withdraw);
            case PublishScheduled due -> decide(state, due);
            case CorrectReport correct -> decide(state, correct);
        };
    }

    private static List<ReportEvent> decide(ReportState state, DraftReport command) {
        new Check().text("foreword", command.foreword()).done("A report begins with a foreword.");
        return switch (state) {
            case NotDrafted(Upstream upstream) -> drafted(upstream, command);
            case Voided(Upstream upstream) -> drafted(upstream, command);
            case Drafted(_, Draft draft) when draft.basis().foreword().equals(command.foreword()) ->
                    List.of();
            case Drafted _, UnderCheck _, Answered _ ->
                    throw Refused.conflict("The report is drafted already; amend it.");
            case Scheduled(_, _, PublicationScheduled publication) -> throw waiting(publication);
            case Published _ -> throw frozen();
        };
    }

    private static List<ReportEvent> drafted(Upstream upstream, DraftReport command) {
        Finalised standing = upstream.standing();
        if (standing == null) {
            throw notFinal(upstream);
        }
        ScoresFinalised scores = standing.scores();
        return List.of(
                new ReportDrafted(
                        scores.area(),
                        scores.body(),
                        scores.kind(),
                        scores.framework(),
                        standing.version(),
                        scores.scores(),
                        scores.reinspection(),
                        command.foreword()));
    }

    private static List<ReportEvent> decide(ReportState state, MakeRecommendation command) {
        Recommendation made = command.recommendation();
        new Check()
                .range("number", made.number(), RECOMMENDATIONS_MAX)
                .filled("text", made.text(), RECOMMENDATION_MAX)
                .name("responsible", made.responsible())
                .done("A recommendation has a number, a text and someone responsible.");
        var standing = open(state).recommendations();
        if (made.equals(standing.get(made.number()))) {
            return List.of();
        }
        int others =
                standing.values().stream()
                        .filter(other -> other.number() != made.number())
                        .mapToInt(ReportDecider::length)
                        .sum();
        if (others + length(made) > LIST_CHARACTERS_MAX) {
            throw Refused.conflict(
                    "All recommendations together have at most %d characters."
                            .formatted(LIST_CHARACTERS_MAX));
        }
        return List.of(new RecommendationMade(made));
    }

    private static int length(Recommendation recommendation) {
        return recommendation.text().length() + recommendation.responsible().length();
    }

    private static List<ReportEvent> decide(ReportState state, OpenFactualAccuracyCheck command) {
        new Check()
                .day("dueOn", command.dueOn())
                .done("A factual accuracy check is due on a day from 1990 to 2200.");
        return switch (state) {
            case UnderCheck(_, _, LocalDate dueOn) when dueOn.equals(command.dueOn()) -> List.of();
            case UnderCheck(_, _, LocalDate dueOn) ->
                    throw Refused.conflict(
                            "The factual accuracy check is open already, until %s."
                                    .formatted(dueOn));
            case Answered _ ->
                    throw Refused.conflict("The factual accuracy check has been answered.");
            case NotDrafted _, Voided _, Scheduled _, Published _, Drafted _ -> {
                open(state);
                if (command.dueOn().isBefore(day(command.at()))) {
                    throw Refused.invalid(
                            "A factual accuracy check cannot be due in the past.",
                            List.of(new Violation("dueOn", "must be today or later")));
                }
                yield List.of(new FactualAccuracyCheckOpened(command.dueOn()));
            }
        };
    }

    private static List<ReportEvent> decide(ReportState state, AnswerFactualAccuracyCheck command) {
        var check = new Check();
        check.most("challenges", command.challenges().size(), CHALLENGES_MAX, "items");
        int characters = 0;
        for (int i = 0; i < command.challenges().size(); i++) {
            Challenge challenge = command.challenges().get(i);
            check.name("challenges[%d].section".formatted(i), challenge.section());
            check.text("challenges[%d].text".formatted(i), challenge.text());
            characters += challenge.section().length() + challenge.text().length();
        }
        check.most("challenges", characters, LIST_CHARACTERS_MAX, "characters together");
        check.done("A challenge names a section of the report and says what is wrong there.");
        return switch (state) {
            case UnderCheck _, Answered _, Scheduled _, Published _
                    when !command.area().equals(area(state)) ->
                    throw noReport();
            case UnderCheck(_, _, LocalDate dueOn) when day(command.at()).isAfter(dueOn) ->
                    throw Refused.conflict(
                            "The factual accuracy check ended on %s.".formatted(dueOn));
            case UnderCheck _ -> {
                placed(state, command.challenges());
                yield List.of(new FactualAccuracyAnswered(day(command.at()), command.challenges()));
            }
            case Answered(_, _, List<Challenge> challenges, _)
                    when challenges.equals(command.challenges()) ->
                    List.of();
            case Answered _ ->
                    throw Refused.conflict("The factual accuracy check has been answered.");
            case Scheduled(_, ReportState checked, _) -> decide(checked, command);
            case Published _ -> throw frozen();
            // The inspected service is not told of a draft that it may not see.
            case NotDrafted _, Drafted _, Voided _ -> throw noReport();
        };
    }

    private static void placed(ReportState state, List<Challenge> challenges) {
        var check = new Check();
        for (int i = 0; i < challenges.size(); i++) {
            check.passage(
                    "challenges[%d].section".formatted(i),
                    challenges.get(i).section(),
                    rules(state).passages());
        }
        check.done("A challenge names a passage of the report.");
    }

    private static List<ReportEvent> decide(ReportState state, DecideChallenge command) {
        new Check()
                .reason("reason", command.reason())
                .done("A challenge is accepted or rejected with a reason.");
        open(state);
        if (!(state instanceof Answered(_, _, var challenges, var decisions))) {
            throw Refused.conflict("The factual accuracy check has not been answered.");
        }
        if (command.number() < 1 || command.number() > challenges.size()) {
            throw Refused.missing(
                    "There is no challenge %d; the answer has %d."
                            .formatted(command.number(), challenges.size()));
        }
        var decided = new ChallengeDecided(command.number(), command.accepted(), command.reason());
        return decided.equals(decisions.get(command.number())) ? List.of() : List.of(decided);
    }

    private static String area(ReportState state) {
        return state instanceof Published(_, ReportPublished publication, _)
                ? publication.area()
                : draft(state).basis().area();
    }

    private static List<ReportEvent> decide(ReportState state, AmendReport command) {
        passage(command.section(), command.text(), command.reason());
        if (open(state).amendments() >= AMENDMENTS_MAX) {
            throw Refused.conflict(
                    "A draft is amended at most %d times.".formatted(AMENDMENTS_MAX));
        }
        editable(state, command.section());
        return List.of(new ReportAmended(command.section(), command.text(), command.reason()));
    }

    private static List<ReportEvent> decide(ReportState state, PublishReport command) {
        String overseer = command.overseer() == null ? OVERSEER_DEFAULT : command.overseer();
        var check =
                new Check()
                        .reason("reinspection.reason", command.reason())
                        .name("overseer", overseer);
        if (command.planDueOn() != null) {
            check.day("planDueOn", command.planDueOn());
        }
        if (command.moment() != null) {
            check.moment("at", command.moment());
        }
        check.done(
                "A publication gives the reason of its decision, the plan's overseer and no day"
                        + " outside 1990 to 2200.");
        boolean later = command.moment() != null && command.moment().isAfter(command.at());
        Instant moment = later ? Objects.requireNonNull(command.moment()) : command.at();
        if (state instanceof Scheduled(var upstream, _, var publication)
                && upstream.rules() != null
                && scheduled(command, moment, upstream.rules(), overseer).equals(publication)) {
            return List.of();
        }
        Draft draft = open(state);
        complete(state);
        LocalDate today = day(command.at());
        Rules rules = state.upstream().rules();
        if (state.upstream().standing() == null || rules == null) {
            throw notFinal(state.upstream());
        }
        if (draft.recommendations().isEmpty()) {
            throw Refused.conflict("A report is published with at least one recommendation.");
        }
        checked(state, today);
        PublicationScheduled publication = scheduled(command, moment, rules, overseer);
        return List.of(later ? publication : published(draft, publication));
    }

    private static PublicationScheduled scheduled(
            PublishReport command, Instant moment, Rules rules, String overseer) {
        LocalDate on = day(moment);
        return new PublicationScheduled(
                moment,
                on,
                planDue(command.planDueOn(), on, rules),
                overseer,
                reinspection(command, on, rules));
    }

    /** What was decided, carried out: as of the day of its moment, whenever that is noticed. */
    private static ReportPublished published(Draft draft, PublicationScheduled publication) {
        ReportDrafted basis = draft.basis();
        return new ReportPublished(
                basis.area(),
                basis.body(),
                basis.kind(),
                basis.framework(),
                1,
                publication.publishedOn(),
                basis.scores(),
                List.copyOf(draft.recommendations().values()),
                publication.planDue(),
                publication.overseer(),
                publication.reinspection());
    }

    private static void checked(ReportState state, LocalDate today) {
        switch (state) {
            case UnderCheck(_, _, LocalDate dueOn) when !today.isAfter(dueOn) ->
                    throw Refused.conflict(
                            ("The factual accuracy check is open until the end of %s and has not"
                                            + " been answered.")
                                    .formatted(dueOn));
            case Answered(_, _, List<Challenge> challenges, var decisions)
                    when decisions.size() < challenges.size() ->
                    throw Refused.conflict(
                            "These challenges of the factual accuracy check are not decided yet: %s."
                                    .formatted(
                                            IntStream.rangeClosed(1, challenges.size())
                                                    .filter(one -> !decisions.containsKey(one))
                                                    .mapToObj(Integer::toString)
                                                    .collect(Collectors.joining(", "))));
            case UnderCheck _, Answered _ -> {}
            case NotDrafted _, Drafted _, Scheduled _, Voided _, Published _ ->
                    throw Refused.conflict(
                            "A report is published only after a factual accuracy check.");
        }
    }

    private static List<ReportEvent> decide(ReportState state, WithdrawPublication command) {
        new Check()
                .reason("reason", command.reason())
                .done("A publication is withdrawn with a reason.");
        return switch (state) {
            case Scheduled _ -> List.of(new PublicationWithdrawn(command.reason()));
            case NotDrafted _ -> throw noReport();
            case Drafted _, UnderCheck _, Answered _, Voided _ ->
                    throw Refused.conflict("No publication is scheduled.");
            case Published _ -> throw frozen();
        };
    }

    /** Reached with a scheduled publication only before its moment: decide comes before. */
    private static List<ReportEvent> decide(ReportState state, PublishScheduled command) {
        return switch (state) {
            case Scheduled(_, _, PublicationScheduled publication) -> throw waiting(publication);
            case NotDrafted _, Drafted _, UnderCheck _, Answered _, Voided _, Published _ ->
                    List.of();
        };
    }

    private static DueDate planDue(@Nullable LocalDate fixed, LocalDate today, Rules rules) {
        if (fixed == null) {
            return new DueDate(
                    today.plusDays(rules.planDueAfterDays()),
                    count(rules.planDueAfterDays(), "day") + " after publication");
        }
        if (fixed.isBefore(today)) {
            throw Refused.invalid(
                    "The improvement plan cannot be due before the report is published.",
                    List.of(new Violation("planDueOn", "must be the day of publication or later")));
        }
        return new DueDate(fixed, "fixed date");
    }

    private static ReinspectionDecision reinspection(
            PublishReport command, LocalDate today, Rules rules) {
        return new ReinspectionDecision(
                command.reinspect(),
                command.reason(),
                command.reinspect()
                        ? new DueDate(
                                today.plusMonths(rules.reinspectionAfterMonths()),
                                count(rules.reinspectionAfterMonths(), "month")
                                        + " after publication")
                        : null);
    }

    private static List<ReportEvent> decide(ReportState state, CorrectReport command) {
        passage(command.section(), command.text(), command.reason());
        return switch (state) {
            // The first edition is the publication, each later one a correction.
            case Published(_, _, int edition) when edition > CORRECTIONS_MAX ->
                    throw Refused.conflict(
                            "A report is corrected at most %d times.".formatted(CORRECTIONS_MAX));
            case Published(_, _, int edition) -> {
                editable(state, command.section());
                yield List.of(
                        new ReportCorrected(
                                edition + 1,
                                day(command.at()),
                                command.section(),
                                command.text(),
                                command.reason()));
            }
            case NotDrafted _ -> throw noReport();
            case Drafted _, UnderCheck _, Answered _, Scheduled _, Voided _ ->
                    throw Refused.conflict(
                            "Only a published report is corrected; a draft is amended.");
        };
    }

    // ---- helpers

    /** Refuses to publish what lacks an event that nobody has accepted the lack of. */
    private static void complete(ReportState state) {
        Discards discards = state.upstream().discards();
        if (!discards.none()) {
            throw Refused.conflict(
                    "The inspection is incomplete and cannot be published. "
                            + String.join(" ", discards.sentences()));
        }
    }

    /** The draft that may still be changed. */
    private static Draft open(ReportState state) {
        return switch (state) {
            case Drafted _, UnderCheck _, Answered _ -> draft(state);
            case NotDrafted _ -> throw noReport();
            case Voided _ ->
                    throw Refused.conflict(
                            "The draft is void because the scores were finalised again; draft the"
                                    + " report anew.");
            case Scheduled(_, _, PublicationScheduled publication) -> throw waiting(publication);
            case Published _ -> throw frozen();
        };
    }

    private static Rules rules(ReportState state) {
        Rules rules = state.upstream().rules();
        if (rules == null) {
            throw notAnnounced();
        }
        return rules;
    }

    /** Refuses to change what is no passage, or one that says that nothing can be judged. */
    private static void editable(ReportState state, String section) {
        Rules rules = rules(state);
        new Check()
                .passage("section", section, rules.passages())
                .done("A change names a passage of the report.");
        boolean judged =
                switch (section) {
                    case Passages.CHILDREN ->
                            ReportDocument.judged(
                                    state.upstream().children(), rules.childrenNeeded());
                    case Passages.VICTIMS ->
                            ReportDocument.judged(
                                    state.upstream().victims(), rules.victimsNeeded());
                    case String _ -> true;
                };
        if (!judged) {
            throw Refused.conflict(
                    "Too few questionnaires came back for a judgement of this perspective.");
        }
    }

    private static Refused waiting(PublicationScheduled publication) {
        return Refused.conflict(
                "The report is to be published at %s; withdraw that first."
                        .formatted(publication.at()));
    }

    private static Refused notAnnounced() {
        return Refused.conflict(
                "The announcement of this inspection has not arrived yet; try again.");
    }

    private static Refused noReport() {
        return Refused.missing("There is no report of this inspection.");
    }

    private static Refused frozen() {
        return Refused.conflict(
                "A published report is frozen; a change needs a correction, which makes a new"
                        + " edition.");
    }

    private static Refused notFinal(Upstream upstream) {
        return upstream.standing() != null
                ? notAnnounced()
                : Refused.conflict(
                        upstream.finalised() == null
                                ? "The scores of this inspection are not final yet."
                                : "Fieldwork was reopened; the scores are not final again yet.");
    }

    private static void passage(String section, String text, String reason) {
        new Check()
                .name("section", section)
                .text("text", text)
                .reason("reason", reason)
                .done("A change names a section of the report, the new text and the reason.");
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, LONDON);
    }

    private static String count(int number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    /** Collects what is wrong with a command's fields, to say all of it at once. */
    private static final class Check {
        private final List<Violation> violations = new ArrayList<>();

        Check text(String field, String text) {
            return filled(field, text, TEXT_MAX);
        }

        Check reason(String field, String reason) {
            return filled(field, reason, REASON_MAX);
        }

        Check name(String field, String name) {
            return filled(field, name, NAME_MAX);
        }

        Check range(String field, int number, int max) {
            if (number < 1 || number > max) {
                violations.add(new Violation(field, "must be from 1 to " + max));
            }
            return this;
        }

        Check day(String field, LocalDate day) {
            if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
                violations.add(
                        new Violation(field, "must be from %s to %s".formatted(EARLIEST, LATEST)));
            }
            return this;
        }

        Check moment(String field, Instant moment) {
            if (moment.isBefore(EARLIEST.atStartOfDay(LONDON).toInstant())
                    || !moment.isBefore(LATEST.atStartOfDay(LONDON).toInstant())) {
                violations.add(
                        new Violation(field, "must be from %s to %s".formatted(EARLIEST, LATEST)));
            } else if (moment.getNano() != 0) {
                violations.add(new Violation(field, "must be a whole second"));
            }
            return this;
        }

        Check passage(String field, String section, Set<String> passages) {
            if (!passages.contains(section)) {
                violations.add(
                        new Violation(field, "must be one of " + String.join(", ", passages)));
            }
            return this;
        }

        void most(String field, int size, int max, String unit) {
            if (size > max) {
                violations.add(
                        new Violation(field, "must have at most %d %s".formatted(max, unit)));
            }
        }

        Check filled(String field, String text, int max) {
            if (text.isBlank()) {
                violations.add(new Violation(field, "must not be blank"));
            } else if (text.length() > max) {
                violations.add(
                        new Violation(field, "must have at most %d characters".formatted(max)));
            }
            return this;
        }

        void done(String sentence) {
            if (!violations.isEmpty()) {
                throw Refused.invalid(sentence, violations);
            }
        }
    }
}
