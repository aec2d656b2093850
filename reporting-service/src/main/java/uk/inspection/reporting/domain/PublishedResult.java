package uk.inspection.reporting.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PublishedFigures.Headline;
import uk.inspection.contract.PublishedFigures.Standard;

/**
 * A result of an inspection outside the platform, as someone hands it in: not yet held against any
 * rule. The framework's method says which of the figures may be there.
 *
 * @param framework id of the framework
 * @param published a year, a month or a day, such as {@code 2009}, {@code 2009-06} or {@code
 *     2009-06-24}
 * @param headlines of a framework with pooled percentages
 * @param overall rating, of a framework with rated standards; so are the next three
 * @param points of the overall rating, with the {@code maximum} that there could have been
 * @param source where it was published
 * @param note what the source leaves open
 */
public record PublishedResult(
        String area,
        String framework,
        InspectionKind kind,
        String published,
        @Nullable List<Headline> headlines,
        @Nullable String overall,
        @Nullable Integer points,
        @Nullable Integer maximum,
        @Nullable List<Standard> standards,
        String source,
        @Nullable String note) {}
