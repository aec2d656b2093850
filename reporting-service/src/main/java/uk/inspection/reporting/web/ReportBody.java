package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * All that a report says below its title, its days and titles in one language: what {@code
 * report-body.html} shows, in whatever layout.
 *
 * @param serviceUsers empty where no document was kept, as are {@code parts} and {@code appendices}
 * @param parts sections of pooled percentages, or domains of rated standards
 * @param inspectionData absent where no document was kept
 * @param appendices what follows the inspection data
 * @param amendments passages replaced before publication that have no place of their own, because
 *     no document was kept
 * @param smallCountsBelow present where figures that tell of fewer children than this are withheld
 */
public record ReportBody(
        Passage foreword,
        Scoring scoring,
        Passage recommendations,
        List<Recommendation> recommended,
        NextSteps nextSteps,
        List<Perspective> serviceUsers,
        List<Part> parts,
        Passage summary,
        @Nullable Passage context,
        @Nullable InspectionData inspectionData,
        List<Passage> appendices,
        List<Passage> amendments,
        List<Correction> corrections,
        @Nullable Integer smallCountsBelow) {

    /**
     * A passage under its id, which is its anchor.
     *
     * @param edited someone wrote it; otherwise the platform drafted it
     */
    public record Passage(String id, Line title, List<Line> lines, boolean edited) {

        /** Drafted lines are findings of their own. */
        public boolean listed() {
            return !edited && lines.size() > 1;
        }
    }

    /** A line whose words may be of two languages; {@code language} is that of most of them. */
    public record Line(Language language, List<Phrase> phrases) {
        static Line of(Phrase phrase) {
            return new Line(phrase.language(), List.of(phrase));
        }
    }

    /**
     * What the scores say; the lists of the other method are empty.
     *
     * @param chart absent where nothing has a score
     * @param all every score in the order of the summary
     */
    public record Scoring(
            Passage passage,
            boolean rated,
            @Nullable Phrase overall,
            int points,
            int maximum,
            @Nullable ScoreChart chart,
            List<Row> headlines,
            List<Row> all,
            List<Graded> standards) {}

    /**
     * A score with its name; {@code scored} false: a finding that counts in no score. {@code score}
     * is absent where it is withheld.
     */
    public record Row(Phrase title, @Nullable Tally score, @Nullable Phrase band, boolean scored) {

        /** Absent also where nothing applied. */
        public @Nullable Integer percent() {
            return score == null ? null : score.percent();
        }

        public @Nullable Interval interval() {
            return score == null ? null : score.interval();
        }
    }

    /** A rated standard; {@code byRule} only where discretion gave another rating. */
    public record Graded(
            Phrase title,
            StandardRating standard,
            @Nullable Phrase rating,
            @Nullable Phrase byRule) {}

    /** What comes after the publication; absent before it is decided. */
    public record NextSteps(
            Passage passage,
            @Nullable String planDue,
            @Nullable Phrase planDueRule,
            @Nullable Phrase overseer,
            @Nullable String reinspectionDue,
            @Nullable Phrase reinspectionDueRule,
            @Nullable String reinspectionReason) {}

    /** What children, or else victims, said. {@code needed} is absent where no minimum is named. */
    public record Perspective(
            Passage passage, @Nullable Integer questionnaires, @Nullable Integer needed) {}

    /**
     * A section or a domain.
     *
     * @param score of a section, with its commentary; absent for a domain
     */
    public record Part(
            String id,
            Phrase title,
            List<Item> items,
            @Nullable Row score,
            @Nullable Passage commentary) {}

    /**
     * A criterion, or a standard.
     *
     * @param score of a criterion, {@code graded} of a standard; the other is absent
     * @param strengths absent where evidence is judged and not cases, as is {@code improvement}
     * @param commentary of a standard
     */
    public record Item(
            String id,
            Phrase title,
            @Nullable Row score,
            @Nullable Graded graded,
            @Nullable Passage strengths,
            @Nullable Passage improvement,
            List<Row> questions,
            @Nullable Passage commentary) {}

    public record InspectionData(
            Passage passage,
            String fieldworkStart,
            String fieldworkEnd,
            @Nullable Integer sampled,
            @Nullable Integer judged) {}

    /** What a later edition says in a passage, named by its title, and why it was changed. */
    public record Correction(
            int edition, String day, Line section, List<Line> text, String reason) {}
}
