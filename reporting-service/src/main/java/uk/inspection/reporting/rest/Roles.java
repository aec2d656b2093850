package uk.inspection.reporting.rest;

import uk.inspection.eventstore.service.Requests;

/** Roles of the token's {@code groups} claim. */
public final class Roles {
    public static final String INSPECTOR = "inspector";
    public static final String LEAD_INSPECTOR = "lead-inspector";
    public static final String CHIEF_INSPECTOR = "chief-inspector";
    public static final String YOT = "yot";
    public static final String OPERATOR = "operator";

    private Roles() {}

    public static boolean inspectorate(Requests requests) {
        return requests.hasRole(INSPECTOR)
                || requests.hasRole(LEAD_INSPECTOR)
                || requests.hasRole(CHIEF_INSPECTOR);
    }
}
