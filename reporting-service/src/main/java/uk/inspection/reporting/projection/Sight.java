package uk.inspection.reporting.projection;

import uk.inspection.contract.InspectionKind;

/**
 * Which inspections someone may follow while they are under way.
 *
 * @param unpublished whether core inspections and re-inspections
 * @param ownArea the area whose self-audits; empty for none, which is no area's name
 */
public record Sight(boolean unpublished, String ownArea) {

    public boolean sees(InspectionKind kind, String area) {
        return switch (kind) {
            case CORE, REINSPECTION -> unpublished;
            case SELF_AUDIT -> !ownArea.isEmpty() && ownArea.equals(area);
        };
    }
}
