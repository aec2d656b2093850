package uk.inspection.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * One figure beside its limit.
 *
 * @param what was measured and how
 * @param against what it is compared with
 * @param value median of the runs, in {@code unit}
 * @param baseline the same of the limit; null where the target is no ratio
 * @param ratio median of the ratios of each pair of runs, {@code value / baseline}
 * @param runs how many pairs
 * @param spread of the ratios, where there are any, else of the values: the largest less the
 *     smallest, as a part of the median
 */
@JsonPropertyOrder({
    "name",
    "what",
    "against",
    "value",
    "baseline",
    "unit",
    "ratio",
    "target",
    "met",
    "runs",
    "spread"
})
@JsonInclude(JsonInclude.Include.ALWAYS)
record Result(
        String name,
        String what,
        String against,
        double value,
        @Nullable Double baseline,
        String unit,
        @Nullable Double ratio,
        String target,
        boolean met,
        int runs,
        double spread) {}
