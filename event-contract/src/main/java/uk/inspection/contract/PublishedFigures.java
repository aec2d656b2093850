package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a result that was published outside the platform, under the method of its
 * framework. There are no counts: they were not published.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PublishedFigures.Percentages.class, name = "pooled-percentage"),
    @JsonSubTypes.Type(value = PublishedFigures.Ratings.class, name = "rated-standards")
})
public sealed interface PublishedFigures {

    /** The headlines that were published, maybe none. */
    record Percentages(List<Headline> headlines) implements PublishedFigures {}

    /**
     * Ratings; standards whose rating was not published are left out.
     *
     * @param overall label of the overall rating
     */
    record Ratings(@Nullable String overall, @Nullable Points points, List<Standard> standards)
            implements PublishedFigures {}

    /** Whole percent, band or both, as they were published. */
    record Headline(String id, @Nullable Integer percent, @Nullable String band) {}

    /** Points of the overall rating, of so many that there could have been. */
    record Points(int total, int maximum) {}

    record Standard(String id, String rating) {}
}
