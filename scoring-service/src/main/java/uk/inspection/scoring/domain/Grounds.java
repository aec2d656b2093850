package uk.inspection.scoring.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;

/**
 * What the numbers of a score rest on beside the answers, which the score has counted.
 *
 * @param adjustments the latest of each standard, in effect or not
 */
public record Grounds(Framework framework, Map<String, RatingAdjusted> adjustments) {

    /** Reads a case stream from its beginning; keeps no answer. */
    public static final class Reader {
        private @Nullable Framework framework;
        private final Map<String, RatingAdjusted> adjustments = new LinkedHashMap<>();

        public void read(CaseEvent event) {
            switch (event) {
                case InspectionAnnounced e -> framework = e.framework();
                case RatingAdjusted e -> adjustments.put(e.standard(), e);
                case CaseSampled _,
                        CaseAllocated _,
                        CaseJudged _,
                        CaseJudgedIndependently _,
                        CaseModerated _,
                        CaseWithdrawn _,
                        CaseErased _,
                        StandardJudged _,
                        QuestionnaireRecorded _,
                        ContextRecorded _,
                        FieldworkClosed _,
                        FieldworkReopened _ -> {
                    // the score has counted it
                }
            }
        }

        /** Whether nothing that comes later can add to it: percentages are never adjusted. */
        public boolean complete() {
            return framework instanceof Framework.PooledPercentage;
        }

        /** What was read so far; fails before the announcement. */
        public Grounds grounds() {
            if (framework == null) {
                throw new IllegalStateException("An inspection begins with its announcement.");
            }
            return new Grounds(framework, Map.copyOf(adjustments));
        }
    }
}
