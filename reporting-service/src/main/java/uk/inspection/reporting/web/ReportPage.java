package uk.inspection.reporting.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.reporting.web.ReportBody.Line;

/**
 * A report as a page: its title block, what it says, and its editions.
 *
 * @param draft what there is instead of editions before publication; absent afterwards
 * @param edition the one shown, {@code newest} the one there is now; 0 before publication
 * @param published the day of the first edition
 * @param editions all there are, in their order
 * @param related absent before publication
 */
public record ReportPage(
        String id,
        String area,
        String body,
        InspectionKind kind,
        Phrase framework,
        @Nullable Draft draft,
        int edition,
        int newest,
        @Nullable String published,
        List<Edition> editions,
        ReportBody content,
        @Nullable RelatedPages related) {

    /**
     * Where a report stands before its publication.
     *
     * @param status as in {@code docs/reports.md}
     * @param checkDue the last day of the factual accuracy check, in words
     * @param available the moment of its publication, as notices say it
     * @param notice whether the reader may see its press notice
     */
    public record Draft(
            String status, @Nullable String checkDue, @Nullable String available, boolean notice) {}

    /** {@code kept}: it can be read; an earlier build kept none but the newest. */
    public record Edition(int number, String day, boolean kept) {}

    /** An entry of the list of contents. */
    public record Heading(String id, Line title) {
        private static Heading of(ReportBody.Passage passage) {
            return new Heading(passage.id(), passage.title());
        }
    }

    /** A notice is drafted from the first edition, where that was kept. */
    public boolean pressNotice() {
        return draft == null ? editions.getFirst().kept() : draft.notice();
    }

    /** Passages and parts in their order; what has no passage the template adds. */
    public List<Heading> contents() {
        var headings = new ArrayList<Heading>();
        headings.add(Heading.of(content.foreword()));
        headings.add(Heading.of(content.scoring().passage()));
        headings.add(Heading.of(content.recommendations()));
        headings.add(Heading.of(content.nextSteps().passage()));
        content.serviceUsers().forEach(said -> headings.add(Heading.of(said.passage())));
        content.parts()
                .forEach(part -> headings.add(new Heading(part.id(), Line.of(part.title()))));
        headings.add(Heading.of(content.summary()));
        add(headings, content.context());
        var data = content.inspectionData();
        add(headings, data == null ? null : data.passage());
        content.appendices().forEach(passage -> add(headings, passage));
        return headings;
    }

    private static void add(List<Heading> headings, ReportBody.@Nullable Passage passage) {
        if (passage != null) {
            headings.add(Heading.of(passage));
        }
    }
}
