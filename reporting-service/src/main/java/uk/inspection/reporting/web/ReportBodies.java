package uk.inspection.reporting.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.web.ReportBody.Correction;
import uk.inspection.reporting.web.ReportBody.Graded;
import uk.inspection.reporting.web.ReportBody.InspectionData;
import uk.inspection.reporting.web.ReportBody.Item;
import uk.inspection.reporting.web.ReportBody.Line;
import uk.inspection.reporting.web.ReportBody.NextSteps;
import uk.inspection.reporting.web.ReportBody.Part;
import uk.inspection.reporting.web.ReportBody.Passage;
import uk.inspection.reporting.web.ReportBody.Perspective;
import uk.inspection.reporting.web.ReportBody.Row;
import uk.inspection.reporting.web.ReportBody.Scoring;

/**
 * From a document to what is shown of it in one language. In English a passage is shown as it is in
 * the document; in Welsh it is drafted anew from the document's figures, unless somebody wrote it.
 */
final class ReportBodies {
    private static final String COMMENTARY = "Commentary";

    private final ReportDocument document;
    private final Language language;
    private final Figures figures;

    /** What passages are called where they are spoken of elsewhere, by their ids. */
    private final Map<String, Line> titles = new LinkedHashMap<>();

    private ReportBodies(ReportDocument document, Language language) {
        this.document = document;
        this.language = language;
        this.figures = new Figures(document.framework(), language);
    }

    /**
     * The body of a document.
     *
     * @param corrections of the report; those of later editions than the document's are left out
     */
    static ReportBody of(
            ReportDocument document, List<ReportCorrected> corrections, Language language) {
        return new ReportBodies(document, language).body(corrections);
    }

    private ReportBody body(List<ReportCorrected> corrections) {
        Passage foreword = drafted(document.foreword(), () -> null);
        Scoring scoring = scoring();
        Passage recommendations =
                drafted(document.recommendations().passage(), WelshPassages::recommendations);
        NextSteps nextSteps = nextSteps();
        var serviceUsers =
                List.of(
                        perspective(document.children(), true),
                        perspective(document.victims(), false));
        List<Part> parts = rated() ? domains() : sections();
        Passage summary = drafted(document.summary(), WelshPassages::summary);
        Passage context =
                drafted(
                        document.context(),
                        () -> WelshPassages.context(document.contextStatements()));
        InspectionData data = inspectionData();
        var appendices =
                List.of(
                        drafted(document.role(), WelshPassages::role),
                        drafted(document.glossary(), WelshPassages::glossary));
        int edition = Objects.requireNonNullElse(document.edition(), 0);
        return new ReportBody(
                foreword,
                scoring,
                recommendations,
                document.recommendations().items(),
                nextSteps,
                serviceUsers,
                parts,
                summary,
                context,
                data,
                appendices,
                List.of(),
                corrections.stream()
                        .filter(made -> made.edition() <= edition)
                        .map(this::correction)
                        .toList(),
                document.smallCountsBelow());
    }

    private boolean rated() {
        return !document.domains().isEmpty();
    }

    private Scoring scoring() {
        var scoring = document.scoring();
        List<Row> headlines =
                scoring.headlines().stream()
                        .map(line ->
                                figures.row(
                                        figures.said(line.title()), line.score(), line.scored()))
                        .toList();
        List<Row> criteria =
                document.sections().stream()
                        .flatMap(section -> section.criteria().stream())
                        .map(this::row)
                        .toList();
        List<Graded> standards =
                document.domains().stream()
                        .flatMap(domain -> domain.standards().stream())
                        .map(this::graded)
                        .toList();
        int maximum = Objects.requireNonNullElse(scoring.maximum(), 0);
        return new Scoring(
                drafted(scoring.passage(), () -> WelshPassages.scoring(rated())),
                rated(),
                scoring.overall() == null ? null : figures.said(scoring.overall()),
                Objects.requireNonNullElse(scoring.points(), 0),
                maximum,
                rated() ? figures.chart(standards, maximum) : figures.chart(headlines, criteria),
                headlines,
                Stream.concat(
                                headlines.stream(),
                                document.sections().stream()
                                        .flatMap(section ->
                                                Stream.concat(
                                                        Stream.of(row(section)),
                                                        section.criteria().stream()
                                                                .map(this::row))))
                        .toList(),
                standards);
    }

    private NextSteps nextSteps() {
        var steps = document.nextSteps();
        var due = steps.planDue();
        var decided = steps.reinspection();
        var again = decided == null ? null : decided.due();
        return new NextSteps(
                drafted(steps.passage(), () -> WelshPassages.nextSteps(steps)),
                due == null ? null : language.day(due.on()),
                due == null ? null : figures.said(due.rule()),
                steps.overseer() == null ? null : figures.said(steps.overseer()),
                again == null ? null : language.day(again.on()),
                again == null ? null : figures.said(again.rule()),
                decided == null ? null : decided.reason());
    }

    private Perspective perspective(ReportDocument.Perspective said, boolean ofChildren) {
        return new Perspective(
                drafted(
                        said.passage(),
                        () ->
                                WelshPassages.perspective(
                                        said, ofChildren, document.smallCountsBelow())),
                said.questionnaires(),
                said.needed());
    }

    private List<Part> sections() {
        return document.sections().stream()
                .map(section ->
                        new Part(
                                "sections/" + section.id(),
                                figures.numbered(section.id(), section.title()),
                                section.criteria().stream().map(this::item).toList(),
                                row(section),
                                commentary(
                                        section.commentary(),
                                        figures.numbered(section.id(), section.title()),
                                        () ->
                                                WelshPassages.section(
                                                        section.score(),
                                                        document.smallCountsBelow()))))
                .toList();
    }

    private Item item(ReportDocument.Criterion criterion) {
        Row score = row(criterion);
        return new Item(
                "criteria/" + criterion.id(),
                score.title(),
                score,
                null,
                findings(criterion.strengths(), criterion.questions(), score.title(), true),
                findings(criterion.improvement(), criterion.questions(), score.title(), false),
                criterion.questions().stream().map(this::question).toList(),
                null);
    }

    private List<Part> domains() {
        return document.domains().stream()
                .filter(domain -> !domain.standards().isEmpty())
                .map(domain ->
                        new Part(
                                "domains/" + domain.id(),
                                figures.numbered(domain.id(), domain.title()),
                                domain.standards().stream().map(this::item).toList(),
                                null,
                                null))
                .toList();
    }

    private Item item(ReportDocument.Standard standard) {
        Graded graded = graded(standard);
        var strengths = standard.strengths();
        var improvement = standard.improvement();
        return new Item(
                "standards/" + standard.id(),
                graded.title(),
                null,
                graded,
                strengths == null
                        ? null
                        : findings(strengths, standard.keyQuestions(), graded.title(), true),
                improvement == null
                        ? null
                        : findings(improvement, standard.keyQuestions(), graded.title(), false),
                standard.keyQuestions().stream().map(this::question).toList(),
                commentary(
                        standard.commentary(),
                        graded.title(),
                        () -> WelshPassages.standard(standard.rating())));
    }

    private Row row(ReportDocument.Section section) {
        return figures.row(figures.numbered(section.id(), section.title()), section.score(), true);
    }

    private Row row(ReportDocument.Criterion criterion) {
        return figures.row(
                figures.numbered(criterion.id(), criterion.title()), criterion.score(), true);
    }

    private Graded graded(ReportDocument.Standard standard) {
        return figures.graded(figures.numbered(standard.id(), standard.title()), standard.rating());
    }

    /**
     * As the framework asks it: by which words cases were judged is not for a page to translate.
     */
    private Row question(ReportDocument.Line line) {
        return figures.row(
                Phrase.written(line.id() + " " + line.title()), line.score(), line.scored());
    }

    private InspectionData inspectionData() {
        var data = document.inspectionData();
        return new InspectionData(
                drafted(
                        data.passage(),
                        () -> WelshPassages.inspectionData(data, document.smallCountsBelow())),
                language.day(data.fieldworkStart()),
                language.day(data.fieldworkEnd()),
                data.sampled(),
                data.judged());
    }

    private Passage findings(
            ReportDocument.Findings findings,
            List<ReportDocument.Line> questions,
            Phrase of,
            boolean strengths) {
        return under(
                of,
                passage(
                        findings.passage(),
                        findings.passage().title(),
                        () ->
                                WelshPassages.findings(
                                        findings,
                                        questions,
                                        document.strengthFrom(),
                                        strengths,
                                        document.smallCountsBelow())));
    }

    private Passage commentary(
            ReportDocument.Passage passage, Phrase of, Supplier<@Nullable List<Line>> welsh) {
        return under(of, passage(passage, COMMENTARY, welsh));
    }

    /** Elsewhere it is spoken of together with what it belongs to. */
    private Passage under(Phrase of, Passage passage) {
        var phrases = new ArrayList<Phrase>();
        phrases.add(of);
        phrases.add(new Phrase(": ", of.language()));
        phrases.addAll(passage.title().phrases());
        titles.put(passage.id(), new Line(language, phrases));
        return passage;
    }

    private Passage drafted(ReportDocument.Passage passage, Supplier<@Nullable List<Line>> welsh) {
        Passage shown = passage(passage, passage.title(), welsh);
        titles.put(shown.id(), shown.title());
        return shown;
    }

    private Passage passage(
            ReportDocument.Passage passage, String title, Supplier<@Nullable List<Line>> welsh) {
        boolean inWelsh = language == Language.WELSH;
        List<Line> drafted = inWelsh && !passage.edited() ? welsh.get() : null;
        return new Passage(
                passage.id(),
                Line.of(
                        inWelsh
                                ? new Phrase(WelshPassages.title(passage.id(), rated()), language)
                                : Phrase.written(title)),
                drafted == null ? written(passage.text()) : drafted,
                passage.edited());
    }

    private Correction correction(ReportCorrected made) {
        return new Correction(
                made.edition(),
                language.day(made.correctedOn()),
                titles.getOrDefault(made.section(), Line.of(Phrase.written(made.section()))),
                written(made.text()),
                made.reason());
    }

    static List<Line> written(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Line.of(Phrase.written(line)))
                .toList();
    }
}
