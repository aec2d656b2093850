package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.web.NationalPage.Fault;
import uk.inspection.reporting.web.NationalPage.Form;

/** The comparisons. The build fails where a template asks for what is not given here. */
@CheckedTemplate(basePath = "web")
final class ComparisonTemplates {
    private ComparisonTemplates() {}

    /**
     * The national comparison.
     *
     * @param fault what is wrong with the form
     * @param national absent exactly where something is
     */
    static native TemplateInstance comparison(
            Frame frame, Form form, @Nullable Fault fault, @Nullable NationalPage national);

    static native TemplateInstance reinspection(Frame frame, ReinspectionPage page);
}
