package uk.inspection.reporting.store;

import uk.inspection.reporting.domain.PublishedResultDecider.Standing;
import uk.inspection.reporting.domain.ReportState;

/** What a stream keeps; its first event tells. */
public sealed interface Kept {
    /** The report of an inspection, also where there is none yet. */
    record AReport(ReportState state) implements Kept {}

    /** A result of an inspection outside the platform, which is no inspection here. */
    record AnImportedResult(Standing standing) implements Kept {}
}
