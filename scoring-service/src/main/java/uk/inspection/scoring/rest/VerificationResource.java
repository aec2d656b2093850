package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.scoring.store.Verification;
import uk.inspection.scoring.store.Verification.Report;

/** Whether every score that was given out follows from the judgements. */
@Path("/v1/scores/{inspectionId}/verification")
@Tag(name = "Scores")
@RolesAllowed({
    Roles.INSPECTOR,
    Roles.LEAD_INSPECTOR,
    Roles.CHIEF_INSPECTOR,
    Roles.ANALYST,
    Roles.YOT
})
@RunOnVirtualThread
public class VerificationResource {
    private final Access access;
    private final Verification verification;

    VerificationResource(Access access, Verification verification) {
        this.access = access;
        this.verification = verification;
    }

    @GET
    @MinVersion
    @Operation(
            operationId = "verifyScores",
            summary = "Every score ever given out, derived again from the judgements",
            description =
                    "Compares each whole score with what follows from the case events kept here, by"
                            + " the scorer that made it, what of its envelope follows from the"
                            + " case event, the hashes of both, and the newest score as it is"
                            + " shown. What is missing, cannot be read, or was made by a scorer that this build has not got"
                            + " is a difference.")
    @APIResponse(
            responseCode = "200",
            description = "How many scores agree, and the first difference if there is one")
    @APIResponse(responseCode = "404", description = "There is no score of such an inspection")
    public Report verify(@PathParam("inspectionId") String inspection) {
        return verification.verify(access.everyScoreOf(inspection).inspection);
    }
}
