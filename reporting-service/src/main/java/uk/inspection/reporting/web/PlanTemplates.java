package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The pages about improvement plans. */
@CheckedTemplate(basePath = "web")
final class PlanTemplates {
    private PlanTemplates() {}

    static native TemplateInstance plans(Frame frame, PlansPage list);

    /** {@code history} says whether the reader may see the inspection's. */
    static native TemplateInstance plan(Frame frame, PlanPage plan, boolean history);
}
