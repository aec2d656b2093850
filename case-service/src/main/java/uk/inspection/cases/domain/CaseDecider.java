package uk.inspection.cases.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import uk.inspection.cases.domain.CaseCommand.AdjustRating;
import uk.inspection.cases.domain.CaseCommand.AllocateCase;
import uk.inspection.cases.domain.CaseCommand.AnnounceInspection;
import uk.inspection.cases.domain.CaseCommand.CloseFieldwork;
import uk.inspection.cases.domain.CaseCommand.EraseCase;
import uk.inspection.cases.domain.CaseCommand.JudgeCase;
import uk.inspection.cases.domain.CaseCommand.JudgeCaseIndependently;
import uk.inspection.cases.domain.CaseCommand.JudgeStandard;
import uk.inspection.cases.domain.CaseCommand.ModerateCase;
import uk.inspection.cases.domain.CaseCommand.RecordContext;
import uk.inspection.cases.domain.CaseCommand.RecordQuestionnaires;
import uk.inspection.cases.domain.CaseCommand.ReopenFieldwork;
import uk.inspection.cases.domain.CaseCommand.SampleCases;
import uk.inspection.cases.domain.CaseCommand.WithdrawCase;
import uk.inspection.cases.domain.InspectionState.Adjustment;
import uk.inspection.cases.domain.InspectionState.Closed;
import uk.inspection.cases.domain.InspectionState.Given;
import uk.inspection.cases.domain.InspectionState.InFieldwork;
import uk.inspection.cases.domain.InspectionState.IndependentJudgements;
import uk.inspection.cases.domain.InspectionState.Inspection;
import uk.inspection.cases.domain.InspectionState.Judged;
import uk.inspection.cases.domain.InspectionState.JudgedStandard;
import uk.inspection.cases.domain.InspectionState.NotAnnounced;
import uk.inspection.cases.domain.InspectionState.NotJudged;
import uk.inspection.cases.domain.InspectionState.SampledCase;
import uk.inspection.cases.domain.InspectionState.Withdrawn;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ErasureReason;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.InspectionKind;

/** The rules of fieldwork: what happened, given what was asked and what happened before. */
public final class CaseDecider {
    /** Cases of one inspection at most, withdrawn ones among them: a default, not verified. */
    static final int CASES_MAX = 500;

    /** Days that anybody may speak of. */
    private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);

    private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

    private CaseDecider() {}

    public static InspectionState initial() {
        return new NotAnnounced();
    }

    // ---- fold

    /**
     * The state after an event.
     *
     * @param actor subject of the person who made it, from the envelope
     */
    public static InspectionState evolve(InspectionState state, CaseEvent event, String actor) {
        return switch (state) {
            case NotAnnounced() when event instanceof InspectionAnnounced announced ->
                    new InFieldwork(
                            new Inspection(
                                    announced,
                                    OrderedPMap.empty(),
                                    Map.of(),
                                    Map.of(),
                                    new EnumMap<>(Respondents.class),
                                    Set.of()));
            case NotAnnounced() ->
                    throw new IllegalStateException("the first event announces the inspection");
            case InFieldwork(Inspection inspection) when event instanceof FieldworkClosed ->
                    new Closed(inspection);
            case InFieldwork(Inspection inspection) ->
                    new InFieldwork(evolve(inspection, event, actor));
            case Closed(Inspection inspection) when event instanceof FieldworkReopened ->
                    new InFieldwork(inspection);
            case Closed(Inspection inspection) -> new Closed(evolve(inspection, event, actor));
        };
    }

    private static Inspection evolve(Inspection inspection, CaseEvent event, String actor) {
        return switch (event) {
            case CaseSampled sampled ->
                    inspection.with(sampled.caseId(), new NotJudged(sampled, null));
            case CaseAllocated(String id, String inspector) ->
                    inspection.with(id, allocated(inspection.cases().get(id), inspector));
            case CaseJudged judged ->
                    inspection.with(judged.caseId(), judged(inspection, judged, actor));
            case CaseModerated moderated ->
                    inspection.with(moderated.caseId(), moderated(inspection, moderated, actor));
            case CaseJudgedIndependently judged ->
                    inspection.with(
                            judged.caseId(),
                            judged(inspection.cases().get(judged.caseId()), judged, actor));
            case CaseWithdrawn(String id, _) ->
                    inspection.with(id, withdrawn(inspection.cases().get(id)));
            case StandardJudged(String standard, int revision, String rating) ->
                    inspection.with(standard, new JudgedStandard(revision, rating));
            case RatingAdjusted(String standard, String from, String to, String reason) ->
                    inspection.with(standard, new Adjustment(from, to, reason));
            case QuestionnaireRecorded(Respondents respondents, int completed) ->
                    inspection.with(respondents, completed);
            case CaseErased(String id, _) ->
                    inspection.with(id, withoutNotes(inspection.cases().get(id))).withErased(id);
            case InspectionAnnounced _, ContextRecorded _, FieldworkClosed _, FieldworkReopened _ ->
                    inspection;
        };
    }

    private static SampledCase allocated(@Nullable SampledCase before, String inspector) {
        return switch (Objects.requireNonNull(before)) {
            case NotJudged(CaseSampled sampled, _) -> new NotJudged(sampled, inspector);
            case Judged judged ->
                    new Judged(
                            judged.sampled(),
                            inspector,
                            judged.revision(),
                            judged.answers(),
                            judged.sealedNote(),
                            judged.by(),
                            judged.moderators(),
                            judged.independent());
            case Withdrawn(CaseSampled sampled, _, int revision) ->
                    new Withdrawn(sampled, inspector, revision);
        };
    }

    private static SampledCase judged(Inspection inspection, CaseJudged judged, String by) {
        SampledCase before = Objects.requireNonNull(inspection.cases().get(judged.caseId()));
        return new Judged(
                before.sampled(),
                before.inspector(),
                judged.revision(),
                judged.answers(),
                judged.sealedNote(),
                by,
                before instanceof Judged earlier ? earlier.moderators() : Set.of(),
                before instanceof Judged earlier
                        ? earlier.independent()
                        : IndependentJudgements.NONE);
    }

    private static SampledCase moderated(
            Inspection inspection, CaseModerated moderated, String by) {
        Judged judged = (Judged) Objects.requireNonNull(inspection.cases().get(moderated.caseId()));
        var moderators = new HashSet<>(judged.moderators());
        moderators.add(by);
        return new Judged(
                judged.sampled(),
                judged.inspector(),
                moderated.revision(),
                moderated.answers(),
                moderated.sealedNote(),
                judged.by(),
                moderators,
                judged.independent());
    }

    private static SampledCase judged(
            @Nullable SampledCase before, CaseJudgedIndependently independent, String by) {
        Judged judged = (Judged) Objects.requireNonNull(before);
        return new Judged(
                judged.sampled(),
                judged.inspector(),
                judged.revision(),
                judged.answers(),
                judged.sealedNote(),
                judged.by(),
                judged.moderators(),
                judged.independent()
                        .with(
                                independent.revision(),
                                by,
                                new Given(independent.answers(), independent.sealedNote())));
    }

    private static SampledCase withoutNotes(@Nullable SampledCase before) {
        Objects.requireNonNull(before);
        return before instanceof Judged judged
                ? new Judged(
                        judged.sampled(),
                        judged.inspector(),
                        judged.revision(),
                        judged.answers(),
                        null,
                        judged.by(),
                        judged.moderators(),
                        judged.independent().withoutNotes())
                : before;
    }

    private static SampledCase withdrawn(@Nullable SampledCase before) {
        Objects.requireNonNull(before);
        return new Withdrawn(before.sampled(), before.inspector(), revision(before));
    }

    // ---- decisions

    /**
     * The events that a command makes; none when it says what is so already.
     *
     * @throws Refused when a rule says no
     */
    public static List<CaseEvent> decide(InspectionState state, CaseCommand command) {
        return switch (state) {
            case NotAnnounced() when command instanceof AnnounceInspection announce ->
                    announce(announce);
            case NotAnnounced() -> throw Refused.missing("There is no such inspection.");
            case InFieldwork(Inspection inspection) -> {
                requireAllocation(inspection, command);
                yield inFieldwork(inspection, command);
            }
            case Closed(Inspection inspection) -> {
                requireAllocation(inspection, command);
                yield closed(inspection, command);
            }
        };
    }

    /** What is allocated to nobody any inspector judges. */
    private static void requireAllocation(Inspection inspection, CaseCommand command) {
        if (command instanceof JudgeCase judge
                && !judge.anyCase()
                && inspection.cases().get(judge.caseId()) instanceof SampledCase sampled
                && sampled.inspector() != null
                && !judge.by().equals(sampled.inspector())) {
            throw Refused.forbidden(
                    "A case that is allocated is judged by its inspector, or by who leads"
                            + " inspections.",
                    "caseId",
                    "must be allocated to the caller, or to nobody");
        }
    }

    private static List<CaseEvent> announce(AnnounceInspection announce) {
        if (announce.fieldworkStart().isBefore(EARLIEST)) {
            throw Refused.invalid(
                    "Fieldwork starts in our time.",
                    "fieldworkStart",
                    "must not be before " + EARLIEST);
        }
        if (announce.fieldworkEnd().isAfter(LATEST)) {
            throw Refused.invalid(
                    "Fieldwork ends in our time.", "fieldworkEnd", "must not be after " + LATEST);
        }
        if (announce.fieldworkEnd().isBefore(announce.fieldworkStart())) {
            throw Refused.invalid(
                    "Fieldwork cannot end before it starts.",
                    "fieldworkEnd",
                    "must not be before fieldworkStart");
        }
        var earlier = announce.earlier();
        if ((announce.kind() == InspectionKind.REINSPECTION) != (earlier != null)) {
            throw Refused.invalid(
                    "A re-inspection, and only a re-inspection, names the inspection it follows up.",
                    "reinspectionOf",
                    "must be given exactly when kind is reinspection");
        }
        if (earlier != null && !announce.area().equals(earlier.area())) {
            throw Refused.invalid(
                    "A re-inspection follows up an earlier inspection of the same area.",
                    "reinspectionOf",
                    "must be an inspection of " + announce.area());
        }
        return List.of(
                new InspectionAnnounced(
                        announce.area(),
                        announce.body(),
                        announce.kind(),
                        announce.framework(),
                        announce.lead(),
                        announce.fieldworkStart(),
                        announce.fieldworkEnd(),
                        earlier == null ? null : earlier.inspection()));
    }

    private static List<CaseEvent> inFieldwork(Inspection inspection, CaseCommand command) {
        return switch (command) {
            case AnnounceInspection _ -> throw announcedAlready();
            case SampleCases(List<CaseSampled> cases) -> sample(inspection, cases);
            case AllocateCase allocate -> allocate(inspection, allocate);
            case JudgeCase judge -> judge(inspection, judge);
            case JudgeCaseIndependently judge -> judge(inspection, judge);
            case ModerateCase moderate -> moderate(inspection, moderate);
            case WithdrawCase withdraw -> withdraw(inspection, withdraw);
            case EraseCase erase when erase.reason() == ErasureReason.RETENTION ->
                    throw Refused.conflict(
                            "How long notes are kept is counted from the close of fieldwork, and"
                                    + " fieldwork is open.",
                            "reason",
                            "must not be retention before the close");
            case EraseCase erase -> erase(inspection, erase);
            case JudgeStandard judge -> judge(inspection, judge);
            case AdjustRating adjust -> adjust(inspection, adjust);
            case RecordQuestionnaires(Respondents respondents, int completed) ->
                    Objects.equals(inspection.questionnaires().get(respondents), completed)
                            ? List.of()
                            : List.of(new QuestionnaireRecorded(respondents, completed));
            case RecordContext context ->
                    List.of(new ContextRecorded(context.topic(), context.statement()));
            case CloseFieldwork() -> close(inspection);
            case ReopenFieldwork _ ->
                    throw Refused.conflict(
                            "Fieldwork is open.", "status", "must be closed to be reopened");
        };
    }

    private static List<CaseEvent> closed(Inspection inspection, CaseCommand command) {
        return switch (command) {
            case AnnounceInspection _ -> throw announcedAlready();
            case CloseFieldwork() -> List.of();
            case EraseCase erase -> erase(inspection, erase);
            case ReopenFieldwork(String reason) -> List.of(new FieldworkReopened(reason));
            case RecordContext context ->
                    List.of(new ContextRecorded(context.topic(), context.statement()));
            case JudgeCase judge when stands(inspection, judge) -> List.of();
            case JudgeCaseIndependently judge when stands(inspection, judge) -> List.of();
            case SampleCases _,
                    AllocateCase _,
                    JudgeCase _,
                    JudgeCaseIndependently _,
                    ModerateCase _,
                    WithdrawCase _,
                    JudgeStandard _,
                    AdjustRating _,
                    RecordQuestionnaires _ ->
                    throw Refused.conflict(
                            "Fieldwork of this inspection is closed; its judgements stand.",
                            "status",
                            "must be fieldwork");
        };
    }

    private static Refused announcedAlready() {
        return Refused.conflict(
                "This inspection is announced already.", "id", "must be a new inspection");
    }

    private static List<CaseEvent> sample(Inspection inspection, List<CaseSampled> cases) {
        var violations = new ArrayList<Violation>();
        var seen = new LinkedHashSet<String>();
        var fresh = new ArrayList<CaseEvent>();
        for (int i = 0; i < cases.size(); i++) {
            CaseSampled sampled = cases.get(i);
            SampledCase before = inspection.cases().get(sampled.caseId());
            if (!seen.add(sampled.caseId())) {
                violations.add(new Violation("cases[" + i + "].caseId", "must not be given twice"));
            } else if (before instanceof Withdrawn) {
                violations.add(
                        new Violation("cases[" + i + "].caseId", "was withdrawn from the sample"));
            } else if (before == null) {
                fresh.add(sampled);
            } else if (!before.sampled().equals(sampled)) {
                violations.add(
                        new Violation(
                                "cases[" + i + "].caseId",
                                "is in the sample already, with other particulars"));
            }
        }
        if (inspection.cases().size() + fresh.size() > CASES_MAX) {
            violations.add(
                    new Violation("cases", "at most " + CASES_MAX + " cases in one inspection"));
        }
        if (!violations.isEmpty()) {
            throw new Refused(
                    Refused.Kind.CONFLICT,
                    "Each case is sampled once; none of these was added.",
                    violations);
        }
        return fresh;
    }

    private static List<CaseEvent> allocate(Inspection inspection, AllocateCase allocate) {
        SampledCase sampled = inSample(inspection, allocate.caseId(), "allocated");
        return allocate.inspector().equals(sampled.inspector())
                ? List.of()
                : List.of(new CaseAllocated(allocate.caseId(), allocate.inspector()));
    }

    private static List<CaseEvent> judge(Inspection inspection, JudgeCase judge) {
        SampledCase sampled = inSample(inspection, judge.caseId(), "judged");
        requireRevision(sampled, judge.ifRevision());
        if (stands(inspection, judge)) {
            return List.of();
        }
        if (sampled instanceof Judged judged
                && judged.independent().latest().containsKey(judge.by())) {
            throw Refused.conflict(
                    "Who judged a case independently does not replace its first judgement: the two"
                            + " would no longer be two people's.",
                    "caseId",
                    "must not be judged independently by the same inspector");
        }
        requireComplete(inspection, sampled, judge.answers());
        requireKey(inspection, judge.caseId(), judge.sealedNote());
        return List.of(
                new CaseJudged(
                        judge.caseId(),
                        revision(sampled) + 1,
                        judge.answers(),
                        judge.sealedNote()));
    }

    private static List<CaseEvent> judge(Inspection inspection, JudgeCaseIndependently judge) {
        SampledCase sampled = inSample(inspection, judge.caseId(), "judged independently");
        if (!(sampled instanceof Judged judged)) {
            throw Refused.conflict(
                    "A case must be judged before another inspector judges it independently.",
                    "caseId",
                    "must be judged");
        }
        if (judged.by().equals(judge.by())) {
            throw Refused.conflict(
                    "An independent judgement is another inspector's than the one who judged the"
                            + " case.",
                    "caseId",
                    "must be judged by another inspector");
        }
        if (stands(inspection, judge)) {
            return List.of();
        }
        if (judged.moderators().contains(judge.by())) {
            throw Refused.conflict(
                    "Who moderated a case knows its judgement and does not judge it independently.",
                    "caseId",
                    "must not be moderated by the same inspector");
        }
        requireComplete(inspection, sampled, judge.answers());
        requireKey(inspection, judge.caseId(), judge.sealedNote());
        return List.of(
                new CaseJudgedIndependently(
                        judge.caseId(),
                        judged.independent().revision() + 1,
                        judge.answers(),
                        judge.sealedNote()));
    }

    private static List<CaseEvent> moderate(Inspection inspection, ModerateCase moderate) {
        SampledCase sampled = inSample(inspection, moderate.caseId(), "moderated");
        requireRevision(sampled, moderate.ifRevision());
        if (!(sampled instanceof Judged)) {
            throw Refused.conflict(
                    "A case must be judged before its judgement is moderated.",
                    "caseId",
                    "must be judged");
        }
        requireComplete(inspection, sampled, moderate.answers());
        requireKey(inspection, moderate.caseId(), moderate.sealedNote());
        return List.of(
                new CaseModerated(
                        moderate.caseId(),
                        revision(sampled) + 1,
                        moderate.answers(),
                        moderate.reason(),
                        moderate.sealedNote()));
    }

    private static List<CaseEvent> withdraw(Inspection inspection, WithdrawCase withdraw) {
        return switch (inspection.cases().get(withdraw.caseId())) {
            case null -> throw outsideSample("withdrawn");
            case Withdrawn _ -> List.of();
            case NotJudged _, Judged _ ->
                    List.of(new CaseWithdrawn(withdraw.caseId(), withdraw.reason()));
        };
    }

    private static List<CaseEvent> erase(Inspection inspection, EraseCase erase) {
        if (!inspection.cases().containsKey(erase.caseId())) {
            throw Refused.missing("There is no such case in this inspection's sample.");
        }
        return inspection.erased().contains(erase.caseId())
                ? List.of()
                : List.of(new CaseErased(erase.caseId(), erase.reason()));
    }

    private static List<CaseEvent> judge(Inspection inspection, JudgeStandard judge) {
        RatedStandards framework = ratedStandards(inspection);
        if (standard(framework, judge.standard()).assessedByCases()) {
            throw Refused.invalid(
                    "This standard is judged by cases.", "standard", "must be judged by evidence");
        }
        if (judge.rating() != null
                && framework.ratings().stream().noneMatch(r -> r.label().equals(judge.rating()))) {
            throw Refused.invalid(
                    "The framework has no such rating.", "rating", "must be a rating's label");
        }
        JudgedStandard before = inspection.standards().get(judge.standard());
        return before != null && Objects.equals(before.rating(), judge.rating())
                ? List.of()
                : List.of(
                        new StandardJudged(
                                judge.standard(),
                                before == null ? 1 : before.revision() + 1,
                                judge.rating()));
    }

    private static List<CaseEvent> adjust(Inspection inspection, AdjustRating adjust) {
        RatedStandards framework = ratedStandards(inspection);
        Standard standard = standard(framework, adjust.standard());
        if (!standard.assessedByCases()) {
            throw Refused.invalid(
                    "This standard is judged by evidence: its judgement is revised, not adjusted.",
                    "standard",
                    "must be assessed by cases");
        }
        Band band = CaseRating.band(framework, adjust.to());
        if (band == null) {
            throw Refused.invalid(
                    "The framework has no such rating.", "to", "must be a rating's label");
        }
        CaseRating given = CaseRating.of(framework, standard, inspection.answers());
        if (given == null) {
            throw Refused.conflict(
                    "The cases give this standard no rating that discretion could move.",
                    "standard",
                    "must be rated by its cases");
        }
        if (!given.label().equals(adjust.from())) {
            throw Refused.conflict(
                    "The cases give this standard %s now.".formatted(given.label()),
                    "from",
                    "must be the rating that the cases give");
        }
        Adjustment before = inspection.adjustments().get(adjust.standard());
        var adjustment = new Adjustment(given.label(), adjust.to(), adjust.reason());
        if (adjustment.equals(before) && given.isMovedBy(framework, before)) {
            return List.of();
        }
        if (!adjust.to().equals(given.label())) {
            requireInReach(framework, given, band);
        } else if (before == null || !before.moves()) {
            throw Refused.conflict(
                    "The cases give this standard %s already; there is no adjustment to take back."
                            .formatted(given.label()),
                    "to",
                    "must be another rating than by the rule");
        }
        return List.of(
                new RatingAdjusted(adjust.standard(), given.label(), adjust.to(), adjust.reason()));
    }

    private static List<CaseEvent> close(Inspection inspection) {
        var openCases =
                inspection.cases().values().stream()
                        .filter(NotJudged.class::isInstance)
                        .map(sampled -> sampled.sampled().caseId())
                        .toList();
        if (!openCases.isEmpty()) {
            throw new Refused(
                    Refused.Kind.CONFLICT,
                    "Fieldwork cannot close while %d of its cases are neither judged nor withdrawn."
                            .formatted(openCases.size()),
                    openCases.stream()
                            .map(id -> new Violation("cases." + id, "must be judged or withdrawn"))
                            .toList());
        }
        long judged = inspection.cases().values().stream().filter(Judged.class::isInstance).count();
        if (judged == 0) {
            throw Refused.conflict(
                    "Fieldwork cannot close before a case is judged.",
                    "cases",
                    "must hold a judged case");
        }
        List<String> openStandards = evidenceStandardsNotJudged(inspection);
        if (!openStandards.isEmpty()) {
            throw new Refused(
                    Refused.Kind.CONFLICT,
                    "Fieldwork cannot close while %d of its standards are not judged by evidence."
                            .formatted(openStandards.size()),
                    openStandards.stream()
                            .map(id ->
                                    new Violation(
                                            "standards." + id,
                                            "must be judged or recorded as not rated"))
                            .toList());
        }
        return List.of(new FieldworkClosed((int) judged, (int) judged));
    }

    // ---- helpers

    private static boolean stands(Inspection inspection, JudgeCase judge) {
        return inspection.cases().get(judge.caseId()) instanceof Judged standing
                && standing.answers().equals(judge.answers())
                && Objects.equals(standing.sealedNote(), judge.sealedNote());
    }

    private static boolean stands(Inspection inspection, JudgeCaseIndependently judge) {
        return inspection.cases().get(judge.caseId()) instanceof Judged standing
                && new Given(judge.answers(), judge.sealedNote())
                        .equals(standing.independent().latest().get(judge.by()));
    }

    private static SampledCase inSample(Inspection inspection, String caseId, String done) {
        return switch (inspection.cases().get(caseId)) {
            case null -> throw outsideSample(done);
            case Withdrawn _ ->
                    throw Refused.conflict(
                            "This case was withdrawn from the sample.",
                            "caseId",
                            "must not be withdrawn");
            case NotJudged open -> open;
            case Judged judged -> judged;
        };
    }

    private static Refused outsideSample(String done) {
        return Refused.conflict(
                "A case must be in the sample before it is " + done + ".",
                "caseId",
                "must be in the sample");
    }

    private static int revision(SampledCase sampled) {
        return switch (sampled) {
            case NotJudged _ -> 0;
            case Judged judged -> judged.revision();
            case Withdrawn withdrawn -> withdrawn.revision();
        };
    }

    private static void requireRevision(SampledCase sampled, @Nullable Long ifRevision) {
        if (ifRevision != null && ifRevision != revision(sampled)) {
            throw new Refused(
                    Refused.Kind.STALE,
                    "Someone judged this case since you read it: it is at revision %d."
                            .formatted(revision(sampled)),
                    List.of(new Violation("If-Match", "must be the case's newest ETag")));
        }
    }

    /** What was sealed before the erasure must not be written after it: nobody could open it. */
    private static void requireKey(
            Inspection inspection, String caseId, @Nullable String sealedNote) {
        if (sealedNote != null && inspection.erased().contains(caseId)) {
            throw Refused.conflict(
                    "This case was erased: it takes answers, and no notes any more.",
                    "note",
                    "must not be given");
        }
    }

    private static void requireComplete(
            Inspection inspection, SampledCase sampled, SortedMap<String, String> answers) {
        Framework framework = inspection.announced().framework();
        List<Violation> violations =
                switch (framework) {
                    case PooledPercentage pooled ->
                            Answers.violations(pooled, sampled.sampled().sentence(), answers);
                    case RatedStandards rated -> Answers.violations(rated, answers);
                };
        if (!violations.isEmpty()) {
            throw new Refused(
                    Refused.Kind.INVALID,
                    "A judgement answers every question that applies to the case with a code of the"
                            + " framework; %d answers do not.".formatted(violations.size()),
                    violations);
        }
    }

    private static RatedStandards ratedStandards(Inspection inspection) {
        return switch (inspection.announced().framework()) {
            case RatedStandards framework -> framework;
            case PooledPercentage framework ->
                    throw Refused.invalid(
                            "The framework " + framework.id() + " judges cases only.",
                            "standard",
                            "must be a standard of the framework");
        };
    }

    private static Standard standard(RatedStandards framework, String id) {
        return framework.standards().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        Refused.invalid(
                                "The framework has no such standard.",
                                "standard",
                                "must be a standard of " + framework.id()));
    }

    private static void requireInReach(RatedStandards framework, CaseRating given, Band band) {
        if (!given.inReach(framework, band)) {
            int points = framework.discretion().withinPercentagePoints();
            throw Refused.conflict(
                    ("Discretion reaches %d percentage points: the lowest key question is at %d%%,"
                                    + " %d points from the %d%% of %s.")
                            .formatted(
                                    points,
                                    given.percent(),
                                    given.pointsFrom(band),
                                    given.nearerEdge(band),
                                    band.label()),
                    "to",
                    "must be within %d percentage points".formatted(points));
        }
    }

    private static List<String> evidenceStandardsNotJudged(Inspection inspection) {
        return switch (inspection.announced().framework()) {
            case PooledPercentage _ -> List.of();
            case RatedStandards framework ->
                    framework.standards().stream()
                            .filter(standard ->
                                    !standard.assessedByCases()
                                            && !Boolean.TRUE.equals(standard.optional())
                                            && !inspection.standards().containsKey(standard.id()))
                            .map(Standard::id)
                            .toList();
        };
    }
}
