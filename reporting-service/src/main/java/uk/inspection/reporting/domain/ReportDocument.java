package uk.inspection.reporting.domain;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Minimum;
import uk.inspection.contract.Framework.Named;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * A report as it is read: named passages in a fixed order, each drafted from the inspection's
 * events unless someone replaced it. A passage's id is what an amendment, a correction and a
 * challenge name; figures are never replaced.
 *
 * <p>The rules of drafting are this platform's defaults, not verified: what was sufficient as often
 * as the second best band asks is a strength, anything else an area for improvement; shares of
 * fewer than {@value #CASES_FEW} cases are said as counts. A frozen edition is kept as it was, so a
 * change of these rules shows in later publications alone.
 *
 * @param edition absent before publication
 * @param editions what each edition changed, in their order; empty before publication
 * @param strengthFrom percent from which a question's share is a strength; absent in what an
 *     earlier build froze
 * @param sections of pooled percentages, {@code domains} of rated standards; the other is empty
 * @param contextStatements how many statements about the area the context was drafted from; absent
 *     in what an earlier build froze
 * @param smallCountsBelow present where figures that tell of fewer children than this are left out
 */
public record ReportDocument(
        String inspectionId,
        String area,
        String body,
        InspectionKind kind,
        FrameworkRef framework,
        String frameworkTitle,
        @Nullable Integer edition,
        @Nullable LocalDate publishedOn,
        List<Edition> editions,
        Passage foreword,
        Scoring scoring,
        RecommendationList recommendations,
        NextSteps nextSteps,
        Perspective children,
        Perspective victims,
        @Nullable Integer strengthFrom,
        List<Section> sections,
        List<Domain> domains,
        Passage summary,
        Passage context,
        @Nullable Integer contextStatements,
        InspectionData inspectionData,
        Passage role,
        Passage glossary,
        @Nullable Integer smallCountsBelow) {

    /** Shares of fewer cases than this are said as counts; a default, not verified. */
    public static final int CASES_FEW = 10;

    static final String OF_CHILDREN = "children and young people";
    static final String OF_VICTIMS = "victims";

    private static final String GLOSSARY =
            """
            MAPPA: multi-agency public protection arrangements.
            RoSH: risk of serious harm.
            YJB: Youth Justice Board.
            YOT: youth offending team.\
            """;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);

    /** The day of this edition; empty before publication. */
    public Optional<LocalDate> day() {
        return editions.isEmpty() ? Optional.empty() : Optional.of(editions.getLast().on());
    }

    /** {@code edited}: someone replaced what was drafted. */
    public record Passage(String id, String title, String text, boolean edited) {}

    /** {@code passage} and {@code why} are absent for the first edition. */
    public record Edition(
            int edition, LocalDate on, @Nullable String passage, @Nullable String why) {}

    /**
     * A score with its name. {@code scored} false: a finding that counts in no score.
     *
     * @param withheld id of a score that is left out, in place of it
     */
    public record Line(
            String title, boolean scored, @Nullable Tally score, @Nullable String withheld) {
        static Line of(String title, boolean scored, Tally score) {
            return new Line(title, scored, score, null);
        }

        public String id() {
            return score == null ? Objects.requireNonNull(withheld) : score.id();
        }
    }

    /** {@code overall}, {@code points} and {@code maximum} are those of rated standards. */
    public record Scoring(
            Passage passage,
            List<Line> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum) {}

    /** By number, each with who is responsible. */
    public record RecommendationList(Passage passage, List<Recommendation> items) {}

    /**
     * What follows; days are absent before publication is decided.
     *
     * @param planDueDays days after publication in which the framework asks for the plan; absent in
     *     what an earlier build froze, as is {@code reinspectionMonths}
     */
    public record NextSteps(
            Passage passage,
            @Nullable DueDate planDue,
            @Nullable String overseer,
            @Nullable ReinspectionDecision reinspection,
            @Nullable Integer planDueDays,
            @Nullable Integer reinspectionMonths) {}

    /**
     * What a group of service users said.
     *
     * @param questionnaires that came back; absent where it is left out
     * @param needed questionnaires for a judgement; absent where the framework names no minimum
     */
    public record Perspective(
            Passage passage,
            @Nullable Integer questionnaires,
            @Nullable Integer needed,
            boolean judged) {}

    /** {@code score} is absent where it is left out. */
    public record Section(
            String id,
            String title,
            @Nullable Tally score,
            List<Criterion> criteria,
            Passage commentary) {}

    /** {@code score} is absent where it is left out. */
    public record Criterion(
            String id,
            String title,
            @Nullable Tally score,
            Findings strengths,
            Findings improvement,
            List<Line> questions) {}

    /** {@code drafted} is empty where someone replaced the passage. */
    public record Findings(Passage passage, List<Finding> drafted) {}

    /** One question's share of sufficient answers, in words. */
    public record Finding(String question, String text) {}

    public record Domain(String id, String title, List<Standard> standards) {}

    /** {@code strengths} and {@code improvement} are absent where evidence is judged, not cases. */
    public record Standard(
            String id,
            String title,
            StandardRating rating,
            @Nullable Findings strengths,
            @Nullable Findings improvement,
            List<Line> keyQuestions,
            Passage commentary) {}

    /** {@code sampled} and {@code judged} are absent where they are left out. */
    public record InspectionData(
            Passage passage,
            LocalDate fieldworkStart,
            LocalDate fieldworkEnd,
            @Nullable Integer sampled,
            @Nullable Integer judged) {}

    /** The document that a content makes; null where there is no report to speak of yet. */
    public static @Nullable ReportDocument of(String inspectionId, ReportContent content) {
        InspectionAnnounced announced = content.facts().announced();
        ReportDrafted drafted = content.drafted();
        return announced == null || drafted == null
                ? null
                : new Assembly(announced, drafted, content).document(inspectionId);
    }

    /** Whether a group of service users returned enough for their perspective to be judged. */
    static boolean judged(int questionnaires, @Nullable Integer needed) {
        return needed == null || questionnaires >= needed;
    }

    /** Questionnaires of children, or else of victims, that a judgement needs. */
    static @Nullable Integer needed(Framework framework, boolean ofChildren) {
        return switch (framework) {
            case PooledPercentage pooled -> {
                if (pooled.questionnaires() == null) {
                    yield null;
                }
                Minimum minimum = pooled.questionnaires().minimumForJudgement();
                yield ofChildren ? minimum.children() : minimum.victims();
            }
            case RatedStandards _ -> null;
        };
    }

    /** How many questionnaires came back; {@code lacking}: fewer than these, which are needed. */
    static String questionnaires(String who, String count, @Nullable Integer lacking) {
        String came = "Questionnaires that came back from %s: %s.".formatted(who, count);
        return lacking == null
                ? came
                : came
                        + " That is fewer than the %d needed, so that no judgement is possible."
                                .formatted(lacking);
    }

    /** When fieldwork took place, and what it looked at. */
    static String fieldwork(LocalDate start, LocalDate end, String sample) {
        return "Fieldwork took place from %s to %s. %s"
                .formatted(DAY.format(start), DAY.format(end), sample);
    }

    static String inTheSample(int cases) {
        return (cases == 1 ? "1 case was" : cases + " cases were") + " in the sample";
    }

    private record Assembly(
            InspectionAnnounced announced, ReportDrafted drafted, ReportContent content) {

        ReportDocument document(String inspectionId) {
            Framework framework = announced.framework();
            var published = content.published();
            var corrections = content.corrections();
            Integer edition =
                    published == null
                            ? null
                            : corrections.isEmpty()
                                    ? Integer.valueOf(published.edition())
                                    : Integer.valueOf(corrections.getLast().edition());
            return new ReportDocument(
                    inspectionId,
                    drafted.area(),
                    drafted.body(),
                    drafted.kind(),
                    drafted.framework(),
                    framework.title(),
                    edition,
                    published == null ? null : published.publishedOn(),
                    editions(),
                    passage(Passages.FOREWORD, "Foreword", drafted.foreword()),
                    scoring(framework),
                    new RecommendationList(
                            passage(
                                    Passages.RECOMMENDATIONS,
                                    "Recommendations",
                                    "What should change, and who is responsible for it."),
                            published == null
                                    ? List.copyOf(content.recommendations().values())
                                    : published.recommendations()),
                    nextSteps(framework),
                    perspective(
                            Passages.CHILDREN,
                            "Service users' perspective: children and young people",
                            OF_CHILDREN,
                            content.facts().children(),
                            needed(framework, true)),
                    perspective(
                            Passages.VICTIMS,
                            "Service users' perspective: victims",
                            OF_VICTIMS,
                            content.facts().victims(),
                            needed(framework, false)),
                    strong(framework),
                    sections(framework),
                    domains(framework),
                    passage(
                            Passages.SUMMARY,
                            "Appendix 1: Summary",
                            "All scores of this report in one table."),
                    passage(Passages.CONTEXT, "Appendix 2: Context", context()),
                    content.facts().contexts().size(),
                    inspectionData(),
                    passage(
                            Passages.ROLE,
                            "Appendix 4: Role of the inspectorate",
                            "HM Inspectorate of Probation is a public body. Whoever wants to comment"
                                    + " on an inspection or a report may write to HM Chief"
                                    + " Inspector of Probation."),
                    passage(Passages.GLOSSARY, "Appendix 5: Glossary", GLOSSARY),
                    null);
        }

        private List<Edition> editions() {
            var published = content.published();
            return published == null
                    ? List.of()
                    : Stream.concat(
                                    Stream.of(
                                            new Edition(
                                                    published.edition(),
                                                    published.publishedOn(),
                                                    null,
                                                    null)),
                                    content.corrections().stream()
                                            .map(made ->
                                                    new Edition(
                                                            made.edition(),
                                                            made.correctedOn(),
                                                            made.section(),
                                                            made.reason())))
                            .toList();
        }

        private Scoring scoring(Framework framework) {
            return switch (drafted.scores()) {
                case Scores.Pooled pooled ->
                        new Scoring(
                                passage(
                                        Passages.SCORING,
                                        "Scoring and summary table",
                                        "A score is the share of sufficient answers among all that"
                                                + " applied, over all cases looked at. Samples are"
                                                + " small and differ from area to area, so scores are"
                                                + " not made for close comparison."),
                                lines(pooled.headlines(), titles(framework)),
                                null,
                                null,
                                null);
                case Scores.Rated rated ->
                        new Scoring(
                                passage(
                                        Passages.SCORING,
                                        "Ratings",
                                        "Each standard is rated by what the cases or the evidence"
                                                + " show. The points of the standards that count give"
                                                + " the overall rating."),
                                List.of(),
                                rated.overall(),
                                rated.points(),
                                rated.maximum());
            };
        }

        private NextSteps nextSteps(Framework framework) {
            var published = content.published();
            var scheduled = content.scheduled();
            DueDate plan =
                    published != null
                            ? published.planDue()
                            : scheduled == null ? null : scheduled.planDue();
            String overseer =
                    published != null
                            ? published.overseer()
                            : scheduled == null ? null : scheduled.overseer();
            ReinspectionDecision reinspection =
                    published != null
                            ? published.reinspection()
                            : scheduled == null ? null : scheduled.reinspection();
            return new NextSteps(
                    passage(
                            Passages.NEXT_STEPS,
                            "Next steps",
                            plan(framework, plan, overseer)
                                    + " "
                                    + reinspection(framework, reinspection)),
                    plan,
                    overseer,
                    reinspection,
                    framework.plan().dueAfterPublicationDays(),
                    reinspectionMonths(framework));
        }

        private static String plan(
                Framework framework, @Nullable DueDate due, @Nullable String overseer) {
            return due == null || overseer == null
                    ? "The improvement plan is due %d days after publication."
                            .formatted(framework.plan().dueAfterPublicationDays())
                    : "The improvement plan is due on %s (%s). Once finalised it goes to the %s."
                            .formatted(DAY.format(due.on()), due.rule(), overseer);
        }

        private static String reinspection(
                Framework framework, @Nullable ReinspectionDecision decision) {
            if (decision == null) {
                return "The chief inspector decides at publication whether there is a re-inspection,"
                        + " about %d months later.".formatted(reinspectionMonths(framework));
            }
            DueDate due = decision.due();
            return due == null
                    ? "No re-inspection is planned."
                    : "A re-inspection is planned for about %s (%s)."
                            .formatted(DAY.format(due.on()), due.rule());
        }

        private static int reinspectionMonths(Framework framework) {
            return switch (framework) {
                case PooledPercentage pooled -> pooled.reinspection().afterMonths();
                case RatedStandards rated -> rated.reinspection().afterMonths();
            };
        }

        private Perspective perspective(
                String id, String title, String who, int returned, @Nullable Integer needed) {
            boolean judged = judged(returned, needed);
            String count = Integer.toString(returned);
            return new Perspective(
                    judged
                            ? passage(id, title, questionnaires(who, count, null))
                            : new Passage(id, title, questionnaires(who, count, needed), false),
                    returned,
                    needed,
                    judged);
        }

        private List<Section> sections(Framework framework) {
            if (!(framework instanceof PooledPercentage pooled)
                    || !(drafted.scores() instanceof Scores.Pooled scores)) {
                return List.of();
            }
            Map<String, Tally> sections = byId(scores.sections());
            Map<String, Tally> criteria = byId(scores.criteria());
            Map<String, Tally> questions = byId(scores.questions());
            int strong = strong(framework);
            var all = new ArrayList<Section>();
            for (Named section : pooled.sections()) {
                Tally score = tally(sections, section.id());
                all.add(
                        new Section(
                                section.id(),
                                section.title(),
                                score,
                                pooled.criteria().stream()
                                        .filter(one -> one.section().equals(section.id()))
                                        .map(one ->
                                                criterion(
                                                        one,
                                                        tally(criteria, one.id()),
                                                        questions(pooled, one.id(), questions),
                                                        strong))
                                        .toList(),
                                passage(
                                        Passages.section(section.id()),
                                        section.title(),
                                        sufficient(score))));
            }
            return List.copyOf(all);
        }

        private Criterion criterion(
                Framework.Criterion criterion, Tally score, List<Line> questions, int strong) {
            String id = Passages.criterion(criterion.id());
            return new Criterion(
                    criterion.id(),
                    criterion.title(),
                    score,
                    strengths(id, questions, strong),
                    improvement(id, questions, strong),
                    questions);
        }

        private static List<Line> questions(
                PooledPercentage framework, String criterion, Map<String, Tally> scores) {
            return framework.questions().stream()
                    .filter(question -> question.criterion().equals(criterion))
                    .map(question ->
                            Line.of(
                                    question.text(),
                                    question.counts(),
                                    tally(scores, question.id())))
                    .toList();
        }

        private List<Domain> domains(Framework framework) {
            if (!(framework instanceof RatedStandards rated)
                    || !(drafted.scores() instanceof Scores.Rated scores)) {
                return List.of();
            }
            Map<String, StandardRating> ratings =
                    scores.standards().stream()
                            .collect(Collectors.toMap(StandardRating::id, Function.identity()));
            Map<String, String> questions =
                    rated.keyQuestions().stream()
                            .collect(
                                    Collectors.toMap(
                                            Framework.KeyQuestion::id,
                                            Framework.KeyQuestion::text));
            Map<String, String> titles =
                    rated.caseQuestions().stream()
                            .collect(
                                    Collectors.toMap(
                                            Framework.CaseQuestion::id,
                                            asked ->
                                                    questions.getOrDefault(
                                                            asked.keyQuestion(), asked.id())));
            int strong = strong(framework);
            return rated.domains().stream()
                    .map(domain ->
                            new Domain(
                                    domain.id(),
                                    domain.title(),
                                    rated.standards().stream()
                                            .filter(one -> one.domain().equals(domain.id()))
                                            .filter(one -> ratings.containsKey(one.id()))
                                            .map(one ->
                                                    standard(
                                                            one,
                                                            Objects.requireNonNull(
                                                                    ratings.get(one.id())),
                                                            titles,
                                                            strong))
                                            .toList()))
                    .toList();
        }

        private Standard standard(
                Framework.Standard standard,
                StandardRating rating,
                Map<String, String> titles,
                int strong) {
            String id = Passages.standard(standard.id());
            List<Line> asked = lines(rating.keyQuestions(), titles);
            return new Standard(
                    standard.id(),
                    standard.title(),
                    rating,
                    standard.assessedByCases() ? strengths(id, asked, strong) : null,
                    standard.assessedByCases() ? improvement(id, asked, strong) : null,
                    asked,
                    passage(
                            Passages.commentary(id),
                            standard.title(),
                            rating.rating() == null
                                    ? "This standard was not rated."
                                    : "Rated %s.".formatted(rating.rating())));
        }

        private Findings strengths(String of, List<Line> questions, int strong) {
            return findings(
                    Passages.strengths(of),
                    "Strengths",
                    questions.stream().filter(line -> percent(line) >= strong).toList(),
                    "Nothing reached %d%%.".formatted(strong));
        }

        private Findings improvement(String of, List<Line> questions, int strong) {
            return findings(
                    Passages.improvement(of),
                    "Areas for improvement",
                    questions.stream()
                            .filter(line -> percent(line) >= 0 && percent(line) < strong)
                            .toList(),
                    "Nothing stayed below %d%%.".formatted(strong));
        }

        /** Below every share where nothing applied. */
        private static int percent(Line line) {
            Tally score = line.score();
            return score == null ? -1 : Objects.requireNonNullElse(score.percent(), -1);
        }

        private Findings findings(String id, String title, List<Line> lines, String none) {
            List<Finding> drafted =
                    lines.stream()
                            .map(line ->
                                    new Finding(
                                            line.id(),
                                            "Sufficient in %s: %s (%s)"
                                                    .formatted(
                                                            share(
                                                                    Objects.requireNonNull(
                                                                            line.score())),
                                                            line.title(),
                                                            line.id())))
                            .toList();
            String text =
                    drafted.isEmpty()
                            ? none
                            : drafted.stream().map(Finding::text).collect(Collectors.joining("\n"));
            Passage passage = passage(id, title, text);
            return new Findings(passage, passage.edited() ? List.of() : drafted);
        }

        private static String share(Tally score) {
            return score.applicable() < CASES_FEW
                    ? "%d of %s".formatted(score.sufficient(), count(score.applicable(), "case"))
                    : "%d%% of cases".formatted(score.percent());
        }

        private static String sufficient(Tally score) {
            return score.percent() == null
                    ? "Nothing here applied to the cases."
                    : "%d of %s here %s sufficient: %d%%."
                            .formatted(
                                    score.sufficient(),
                                    count(score.applicable(), "answer"),
                                    score.sufficient() == 1 ? "was" : "were",
                                    score.percent());
        }

        private String context() {
            List<ContextRecorded> contexts = content.facts().contexts();
            return contexts.isEmpty()
                    ? "Nothing was recorded about the area."
                    : Stream.of(ContextTopic.values())
                            .flatMap(topic -> contexts.stream().filter(one -> one.topic() == topic))
                            .map(ContextRecorded::statement)
                            .collect(Collectors.joining("\n"));
        }

        private InspectionData inspectionData() {
            var sample = content.sample();
            return new InspectionData(
                    passage(
                            Passages.INSPECTION_DATA,
                            "Appendix 3: Inspection data",
                            fieldwork(
                                    announced.fieldworkStart(),
                                    announced.fieldworkEnd(),
                                    "%s, of which %d count."
                                            .formatted(
                                                    inTheSample(sample.sampled()),
                                                    sample.judged()))),
                    announced.fieldworkStart(),
                    announced.fieldworkEnd(),
                    sample.sampled(),
                    sample.judged());
        }

        private Passage passage(String id, String title, String drafted) {
            SortedMap<String, String> texts = content.texts();
            String edited = texts.get(id);
            return new Passage(id, title, edited == null ? drafted : edited, edited != null);
        }

        /** The lower edge of the second best band, or of the only one. */
        private static int strong(Framework framework) {
            List<Band> bands =
                    switch (framework) {
                        case PooledPercentage pooled -> pooled.bands();
                        case RatedStandards rated -> rated.caseBands();
                    };
            List<Integer> best =
                    bands.stream().map(Band::from).sorted((a, b) -> Integer.compare(b, a)).toList();
            return best.get(Math.min(1, best.size() - 1));
        }

        private static Map<String, String> titles(Framework framework) {
            var titles = new LinkedHashMap<String, String>();
            if (framework instanceof PooledPercentage pooled) {
                pooled.headlines().forEach(one -> titles.put(one.id(), one.title()));
            }
            return titles;
        }

        private static List<Line> lines(List<Tally> scores, Map<String, String> titles) {
            return scores.stream()
                    .map(score -> Line.of(titles.getOrDefault(score.id(), score.id()), true, score))
                    .toList();
        }

        private static Map<String, Tally> byId(List<Tally> scores) {
            return scores.stream().collect(Collectors.toMap(Tally::id, Function.identity()));
        }

        /** A framework's part that no score speaks of: nothing of it applied. */
        private static Tally tally(Map<String, Tally> scores, String id) {
            return scores.getOrDefault(id, new Tally(id, 0, 0, null, null, null));
        }

        private static String count(int number, String unit) {
            return number + " " + unit + (number == 1 ? "" : "s");
        }
    }
}
