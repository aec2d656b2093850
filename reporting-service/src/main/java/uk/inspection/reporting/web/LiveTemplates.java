package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.web.InspectionView.Line;

/** Inspections under way: the pages, and the parts that are sent when something changes. */
@CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class LiveTemplates {
    private LiveTemplates() {}

    /**
     * A page of inspections.
     *
     * @param area whose inspections alone are shown; absent for all
     * @param all how many there are on all pages
     * @param previous and {@code next}: addresses of other pages; absent where there is none
     */
    static native TemplateInstance inspections(
            Frame frame,
            LiveLink live,
            List<String> areas,
            @Nullable String area,
            List<InspectionView> inspections,
            List<Line> lines,
            long all,
            @Nullable String previous,
            @Nullable String next);

    static native TemplateInstance inspection(
            Frame frame, LiveLink live, InspectionView inspection, List<Line> lines);

    /** One inspection as the list shows it. */
    static native TemplateInstance inspectionRow(InspectionView inspection);

    /** One inspection as its own page shows it. */
    static native TemplateInstance inspectionDetail(InspectionView inspection);

    /** One of the newest changes. */
    static native TemplateInstance inspectionLine(Line line);
}
