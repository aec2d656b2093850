package uk.inspection.reporting.web;

import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.Sight;

/**
 * Which changes one reader gets: those he may see, of these what he asked for.
 *
 * @param area the one area asked for; absent for all
 * @param inspection the one inspection asked for; absent for all
 */
record LiveFilter(Sight sight, @Nullable String area, @Nullable String inspection) {

    boolean passes(InspectionChangeEntity change) {
        return sight.sees(change.kind, change.area)
                && (area == null || area.equals(change.area))
                && (inspection == null || inspection.equals(change.inspection));
    }
}
