package uk.inspection.scoring.rest;

/** Roles of the token's {@code groups} claim that may see scores. */
final class Roles {
    static final String INSPECTOR = "inspector";
    static final String LEAD_INSPECTOR = "lead-inspector";
    static final String CHIEF_INSPECTOR = "chief-inspector";
    static final String ANALYST = "analyst";

    /** A service; the token's {@code area} claim says whose. */
    static final String YOT = "yot";

    private Roles() {}
}
