package uk.inspection.scoring.rest;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.domain.SampleSize;
import uk.inspection.scoring.domain.SampleSize.Confidence;

/** How many cases an inspection is to look at. */
@Path("/v1/sample-size")
@Tag(name = "Scores")
@PermitAll // arithmetic, about no inspection
public class SampleSizeResource {
    private static final String FORMULA =
            "n0 = z^2 p (1 - p) / e^2; cases = n0 / (1 + (n0 - 1) / caseload); both rounded up";
    private static final String ALLOWED =
            Arrays.stream(Confidence.values())
                    .map(known -> Integer.toString(known.percent()))
                    .collect(Collectors.joining(", "));

    /**
     * A sample's size and what it was reckoned from.
     *
     * @param z the normal deviate of the confidence
     * @param withoutCorrection cases for a caseload without end
     * @param cases cases for this caseload
     */
    public record SampleSizeView(
            int caseload,
            BigDecimal marginPercentagePoints,
            int confidencePercent,
            int expectedSharePercent,
            BigDecimal z,
            int withoutCorrection,
            int cases,
            String formula) {}

    @GET
    @Operation(
            operationId = "getSampleSize",
            summary = "How many cases of a caseload a sample needs",
            description =
                    "So that a share found in the sample lies within margin percentage points (1 to"
                            + " 50, at most one decimal) of the share in the whole caseload, with a"
                            + " confidence of 80, 90, 95, 98 or 99 percent. A share of 50 percent"
                            + " needs the most cases; name another where it is known roughly. Not a"
                            + " rule of any framework.")
    @APIResponse(responseCode = "200", description = "The number of cases")
    @APIResponse(responseCode = "400", description = "A parameter is missing or out of its range")
    public SampleSizeView get(
            @QueryParam("caseload") @NotNull @Min(1) @Max(SampleSize.CASELOAD_MAX) Integer caseload,
            @QueryParam("margin")
                    @NotNull
                    @DecimalMin("1")
                    @DecimalMax("50")
                    @Digits(integer = 2, fraction = 1)
                    BigDecimal margin,
            @QueryParam("confidence") @DefaultValue("95") int confidencePercent,
            @QueryParam("share") @DefaultValue("50") @Min(1) @Max(99) int share) {
        Confidence confidence =
                Confidence.of(confidencePercent)
                        .orElseThrow(() ->
                                Requests.problem(
                                        Response.Status.BAD_REQUEST,
                                        "The confidence is one of %s percent.".formatted(ALLOWED),
                                        List.of(
                                                new Violation(
                                                        "confidence",
                                                        "must be one of " + ALLOWED))));
        BigDecimal points = margin.stripTrailingZeros();
        SampleSize size =
                SampleSize.of(
                        caseload, points.movePointRight(1).intValueExact(), confidence, share);
        return new SampleSizeView(
                caseload,
                new BigDecimal(points.toPlainString()),
                confidence.percent(),
                share,
                confidence.z(),
                size.withoutCorrection(),
                size.cases(),
                FORMULA);
    }
}
