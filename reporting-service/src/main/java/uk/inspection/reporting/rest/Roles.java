package uk.inspection.reporting.rest;

import uk.inspection.eventstore.service.Requests;

/** Roles of the token's {@code groups} claim. */
final class Roles {
    static final String INSPECTOR = "inspector";
    static final String LEAD_INSPECTOR = "lead-inspector";
    static final String CHIEF_INSPECTOR = "chief-inspector";
    static final String YOT = "yot";
    static final String OPERATOR = "operator";

    private Roles() {}

    static boolean inspectorate(Requests requests) {
        return requests.hasRole(INSPECTOR)
                || requests.hasRole(LEAD_INSPECTOR)
                || requests.hasRole(CHIEF_INSPECTOR);
    }
}
