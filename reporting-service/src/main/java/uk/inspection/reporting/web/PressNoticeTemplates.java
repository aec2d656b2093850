package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The press notice, as a page and as plain text. */
@CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class PressNoticeTemplates {
    private PressNoticeTemplates() {}

    static native TemplateInstance pressNotice(Frame frame, PressNotice notice);

    static native TemplateInstance pressNoticeText(PressNotice notice);
}
