package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the judgements of one inspection come to, under the method of its framework. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes(@JsonSubTypes.Type(value = Scores.Pooled.class, name = "pooled-percentage"))
public sealed interface Scores {

    /** Pooled percentages; each list in the framework's order. */
    record Pooled(
            List<Tally> headlines,
            List<Tally> criteria,
            List<Tally> sections,
            List<Tally> questions)
            implements Scores {}

    /**
     * Sufficient answers among applicable ones, over all cases.
     *
     * @param id of the headline, criterion, section or question
     * @param percent whole percent, half up; absent where nothing was applicable (never zero)
     * @param band label of the band the percent lies in; only headlines and criteria have one
     * @param interval 95% Wilson score interval of the percent; absent where nothing was applicable
     */
    record Tally(
            String id,
            int sufficient,
            int applicable,
            @Nullable Integer percent,
            @Nullable String band,
            @Nullable Interval interval) {}

    /** An interval in whole percent: the low end rounded down, the high end rounded up. */
    record Interval(int low, int high) {}
}
