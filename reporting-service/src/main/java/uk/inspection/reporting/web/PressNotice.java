package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.reporting.web.ReportBody.NextSteps;
import uk.inspection.reporting.web.ReportBody.Row;

/**
 * What a press notice says of a report. Who is quoted, and whom the press may ask, is not known
 * here: the inspectorate fills it in.
 *
 * @param address where the report is
 * @param moment of a scheduled publication, and {@code published} the day of one that has been; a
 *     draft has neither
 * @param worst the headline with the lowest score; absent under rated standards and without scores
 * @param overall the overall rating; absent where there is none
 * @param ratings how many standards have each rating, in the order of the report
 */
public record PressNotice(
        String id,
        String address,
        @Nullable String moment,
        @Nullable String published,
        String area,
        String body,
        InspectionKind kind,
        Phrase framework,
        boolean rated,
        @Nullable Row worst,
        List<Row> headlines,
        @Nullable Phrase overall,
        int points,
        int maximum,
        List<Rated> ratings,
        int recommendations,
        NextSteps nextSteps,
        String fieldworkStart,
        String fieldworkEnd,
        @Nullable Integer sampled,
        @Nullable Integer judged) {

    /** A rating, and how many standards have it. */
    public record Rated(Phrase rating, int standards) {}
}
