package uk.inspection.plan.rest;

/** Roles of the token's {@code groups} claim. */
final class Roles {
    static final String INSPECTOR = "inspector";
    static final String LEAD_INSPECTOR = "lead-inspector";
    static final String CHIEF_INSPECTOR = "chief-inspector";
    static final String YOT = "yot";
    static final String YJB = "yjb";
    static final String ANALYST = "analyst";

    private Roles() {}
}
