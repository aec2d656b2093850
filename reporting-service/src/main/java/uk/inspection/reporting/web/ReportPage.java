package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.Scores.Interval;

/**
 * A published report, its days and titles in the language of the page.
 *
 * @param chart absent where nothing has a score
 */
public record ReportPage(
        String id,
        String area,
        String body,
        InspectionKind kind,
        Phrase framework,
        int edition,
        String published,
        String foreword,
        Scoring scoring,
        @Nullable ScoreChart chart,
        List<Recommendation> recommendations,
        Steps steps,
        List<Passage> amendments,
        List<Correction> corrections,
        RelatedPages related) {

    /** What the scores say, under the method of their framework; the list of the other is empty. */
    public record Scoring(
            List<PercentTable> percentages,
            List<Standard> standards,
            @Nullable Phrase overall,
            int points,
            int maximum) {

        /** Whether standards are rated; otherwise percentages are pooled. */
        public boolean rated() {
            return !standards.isEmpty();
        }
    }

    /** A table of percentages, and whether its rows have bands. */
    public record PercentTable(Level level, boolean banded, List<Percentage> rows) {}

    /** What the rows of a table are. */
    public enum Level {
        HEADLINES,
        SECTIONS,
        CRITERIA
    }

    /** A score; without percent where nothing was applicable. */
    public record Percentage(
            Phrase title,
            @Nullable Integer percent,
            @Nullable Phrase band,
            @Nullable Interval interval) {}

    /** A rated standard; without rating where it is not rated. */
    public record Standard(
            Phrase title, @Nullable Phrase rating, @Nullable Integer points, boolean counted) {}

    /** What comes after the publication. */
    public record Steps(
            String planDue,
            Phrase planDueRule,
            Phrase overseer,
            boolean reinspect,
            @Nullable String reinspectionDue,
            @Nullable Phrase reinspectionDueRule,
            String reinspectionReason) {}

    /** The text that stands in place of an earlier one. */
    public record Passage(String section, String text) {}

    /** A passage of a later edition, and why it was changed. */
    public record Correction(int edition, String day, String section, String text, String reason) {}
}
