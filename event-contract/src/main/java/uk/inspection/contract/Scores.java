package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the judgements of one inspection come to, under the method of its framework. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Scores.Pooled.class, name = "pooled-percentage"),
    @JsonSubTypes.Type(value = Scores.Rated.class, name = "rated-standards")
})
public sealed interface Scores {

    /** Pooled percentages; each list in the framework's order. */
    record Pooled(
            List<Tally> headlines,
            List<Tally> criteria,
            List<Tally> sections,
            List<Tally> questions)
            implements Scores {}

    /**
     * Ratings of standards and, of those that count, the overall rating.
     *
     * @param standards in the framework's order, rated or not
     * @param points of the standards that are rated and count towards the overall rating
     * @param maximum points that as many standards could have
     * @param overall label of the overall rating; absent where the framework gives none
     */
    record Rated(List<StandardRating> standards, int points, int maximum, @Nullable String overall)
            implements Scores {}

    /**
     * The rating of one standard.
     *
     * @param keyQuestions what the cases come to; empty for a standard that is judged by evidence
     * @param rating label of the rating that counts; absent where the standard is not rated
     * @param byRule the rating that the cases give; present where discretion gave another
     * @param points of the rating
     * @param counted whether the standard counts towards the overall rating
     */
    record StandardRating(
            String id,
            List<Tally> keyQuestions,
            @Nullable String rating,
            @Nullable String byRule,
            @Nullable Integer points,
            boolean counted) {}

    /**
     * Sufficient answers among applicable ones, over all cases. Where the framework's answers are
     * others, its first one (such as {@code yes}) is the sufficient one.
     *
     * @param id of the headline, criterion, section, question or key question
     * @param percent whole percent, half up; absent where nothing was applicable (never zero)
     * @param band label of the band the percent lies in; only headlines, criteria and key questions
     *     have one
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
