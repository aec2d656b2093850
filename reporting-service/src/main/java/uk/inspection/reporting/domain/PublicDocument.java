package uk.inspection.reporting.domain;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.contract.SmallCounts;
import uk.inspection.contract.SmallCounts.Sample;
import uk.inspection.contract.SmallCounts.Withheld;
import uk.inspection.reporting.domain.ReportDocument.Criterion;
import uk.inspection.reporting.domain.ReportDocument.Domain;
import uk.inspection.reporting.domain.ReportDocument.Finding;
import uk.inspection.reporting.domain.ReportDocument.Findings;
import uk.inspection.reporting.domain.ReportDocument.InspectionData;
import uk.inspection.reporting.domain.ReportDocument.Line;
import uk.inspection.reporting.domain.ReportDocument.Passage;
import uk.inspection.reporting.domain.ReportDocument.Perspective;
import uk.inspection.reporting.domain.ReportDocument.Scoring;
import uk.inspection.reporting.domain.ReportDocument.Section;
import uk.inspection.reporting.domain.ReportDocument.Standard;

/**
 * A published document without the figures that tell of few children. A figure that is left out
 * keeps its place and its title; what was drafted from it is drafted anew without it. What somebody
 * wrote stays as it was written.
 */
public final class PublicDocument {
    private final ReportDocument whole;
    private final SmallCounts rule;
    private final Withheld withheld;

    private PublicDocument(ReportDocument whole, SmallCounts rule, Withheld withheld) {
        this.whole = whole;
        this.rule = rule;
        this.withheld = withheld;
    }

    /** What everyone may read of a document. */
    public static ReportDocument of(ReportDocument whole, SmallCounts rule, Withheld withheld) {
        return new PublicDocument(whole, rule, withheld).document();
    }

    private ReportDocument document() {
        var scoring = whole.scoring();
        return new ReportDocument(
                whole.inspectionId(),
                whole.area(),
                whole.body(),
                whole.kind(),
                whole.framework(),
                whole.frameworkTitle(),
                whole.edition(),
                whole.publishedOn(),
                whole.editions(),
                whole.foreword(),
                new Scoring(
                        scoring.passage(),
                        lines(scoring.headlines(), withheld.headlines()),
                        scoring.overall(),
                        scoring.points(),
                        scoring.maximum()),
                whole.recommendations(),
                whole.nextSteps(),
                perspective(whole.children(), ReportDocument.OF_CHILDREN),
                perspective(whole.victims(), ReportDocument.OF_VICTIMS),
                whole.strengthFrom(),
                whole.sections().stream().map(this::section).toList(),
                whole.domains().stream()
                        .map(domain ->
                                new Domain(
                                        domain.id(),
                                        domain.title(),
                                        domain.standards().stream().map(this::standard).toList()))
                        .toList(),
                whole.summary(),
                whole.context(),
                whole.contextStatements(),
                inspectionData(whole.inspectionData()),
                whole.role(),
                whole.glossary(),
                rule.below());
    }

    private String notShown() {
        return "What tells of fewer than %d children, or would let it be worked out, is not shown."
                .formatted(rule.below());
    }

    private Section section(Section section) {
        boolean hidden = withheld.sections().contains(section.id());
        return new Section(
                section.id(),
                section.title(),
                hidden ? null : section.score(),
                section.criteria().stream().map(this::criterion).toList(),
                hidden ? drafted(section.commentary(), notShown()) : section.commentary());
    }

    private Criterion criterion(Criterion criterion) {
        boolean hidden = withheld.criteria().contains(criterion.id());
        boolean some = anyHidden(criterion.questions());
        return new Criterion(
                criterion.id(),
                criterion.title(),
                hidden ? null : criterion.score(),
                some ? findings(criterion.strengths()) : criterion.strengths(),
                some ? findings(criterion.improvement()) : criterion.improvement(),
                lines(criterion.questions(), withheld.questions()));
    }

    private Standard standard(Standard standard) {
        StandardRating rating = standard.rating();
        Findings strengths = standard.strengths();
        Findings improvement = standard.improvement();
        boolean some = anyHidden(standard.keyQuestions());
        return new Standard(
                standard.id(),
                standard.title(),
                new StandardRating(
                        rating.id(),
                        rating.keyQuestions().stream()
                                .filter(tally -> !withheld.questions().contains(tally.id()))
                                .toList(),
                        rating.rating(),
                        rating.byRule(),
                        rating.points(),
                        rating.counted()),
                strengths == null || !some ? strengths : findings(strengths),
                improvement == null || !some ? improvement : findings(improvement),
                lines(standard.keyQuestions(), withheld.questions()),
                standard.commentary());
    }

    private boolean anyHidden(List<Line> questions) {
        return questions.stream().map(Line::id).anyMatch(withheld.questions()::contains);
    }

    /** Said of strengths and of the rest alike: which of them something was is not told either. */
    private Findings findings(Findings findings) {
        List<Finding> shown =
                findings.drafted().stream()
                        .filter(one -> !withheld.questions().contains(one.question()))
                        .toList();
        return new Findings(
                drafted(
                        findings.passage(),
                        Stream.concat(shown.stream().map(Finding::text), Stream.of(notShown()))
                                .collect(Collectors.joining("\n"))),
                shown);
    }

    private static List<Line> lines(List<Line> lines, List<String> hidden) {
        return lines.stream()
                .map(line -> {
                    Tally score = line.score();
                    return score == null || !hidden.contains(score.id())
                            ? line
                            : new Line(line.title(), line.scored(), null, score.id());
                })
                .toList();
    }

    private Perspective perspective(Perspective said, String who) {
        Integer returned = said.questionnaires();
        if (returned == null || !rule.small(returned)) {
            return said;
        }
        return new Perspective(
                drafted(
                        said.passage(),
                        ReportDocument.questionnaires(
                                who,
                                "fewer than " + rule.below(),
                                said.judged() ? null : said.needed())),
                null,
                said.needed(),
                said.judged());
    }

    private InspectionData inspectionData(InspectionData data) {
        Integer sampled = data.sampled();
        Integer judged = data.judged();
        if (sampled == null || judged == null) {
            return data;
        }
        Sample shown = rule.sample(sampled, judged);
        return shown.sampled() != null && shown.judged() != null
                ? data
                : new InspectionData(
                        drafted(
                                data.passage(),
                                ReportDocument.fieldwork(
                                        data.fieldworkStart(),
                                        data.fieldworkEnd(),
                                        sample(shown.sampled(), shown.judged()))),
                        data.fieldworkStart(),
                        data.fieldworkEnd(),
                        shown.sampled(),
                        shown.judged());
    }

    private String sample(@Nullable Integer sampled, @Nullable Integer judged) {
        if (sampled != null) {
            return ReportDocument.inTheSample(sampled) + ".";
        }
        return judged == null ? notShown() : "%d cases count.".formatted(judged);
    }

    private static Passage drafted(Passage passage, String text) {
        return passage.edited() ? passage : new Passage(passage.id(), passage.title(), text, false);
    }
}
