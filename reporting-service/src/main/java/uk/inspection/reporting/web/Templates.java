package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.domain.ReportDocument;

/** The pages. The build fails where a template asks for what is not given here. */
@CheckedTemplate(basePath = "web")
final class Templates {
    private Templates() {}

    static native TemplateInstance home(Frame frame, List<ReportLink> newest);

    /**
     * Published reports.
     *
     * @param area whose reports alone are shown; absent for all
     * @param older address of the page after this one; absent on the last
     * @param first whether this is the page with the newest
     */
    static native TemplateInstance reports(
            Frame frame,
            List<String> areas,
            @Nullable String area,
            List<ReportLink> reports,
            @Nullable String older,
            boolean first);

    static native TemplateInstance report(Frame frame, ReportPage report, List<FileLink> files);

    /**
     * A report to print.
     *
     * @param published the day of this edition; absent of a draft
     * @param style the style sheet, whole
     */
    static native TemplateInstance pdf(
            Language language,
            ReportDocument document,
            Phrase framework,
            @Nullable String published,
            ReportBody content,
            String style);

    /** {@code path} is where whoever signs in goes on to. */
    static native TemplateInstance error(Frame frame, int status, String path);
}
