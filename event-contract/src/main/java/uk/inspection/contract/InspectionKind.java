package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why an area is inspected. Scores of a self-audit never reach the dashboards' topic. */
public enum InspectionKind {
    @JsonProperty("core")
    CORE,
    @JsonProperty("reinspection")
    REINSPECTION,
    @JsonProperty("self-audit")
    SELF_AUDIT
}
