package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.scoring.domain.Agreement;
import uk.inspection.scoring.domain.IndependentJudgements;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.store.CaseHistory;

/** How consistently the cases of an inspection were judged. */
@Path("/v1/scores/{inspectionId}/agreement")
@Tag(name = "Scores")
@RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
@RunOnVirtualThread
public class AgreementResource {
    private static final String METHOD =
            "Cohen's kappa = (po - pe) / (1 - pe) over all answer codes, of which not-applicable is"
                    + " one of its own. An independent judgement is compared with the judgement"
                    + " that stood when it was made, so that judging again changes no agreement."
                    + " Default, not verified.";

    private final Access access;
    private final CaseHistory cases;

    AgreementResource(Access access, CaseHistory cases) {
        this.access = access;
        this.cases = cases;
    }

    /**
     * @param caseVersion the version of the case stream up to which judgements were read
     * @param method how agreement beyond chance is measured
     */
    public record AgreementView(
            String inspectionId,
            String area,
            InspectionKind kind,
            FrameworkRef framework,
            long caseVersion,
            String method,
            Agreement agreement) {}

    @GET
    @MinVersion
    @Recorded
    @Operation(
            operationId = "getAgreement",
            summary = "How far inspectors who judged the same cases agree",
            description =
                    "Compares each inspector's latest independent judgement of a case with the"
                            + " first inspector's judgement that stood when it was made: for the"
                            + " inspection, per question and per pair of inspectors. Moderation and withdrawn cases"
                            + " are left out. What one of the two left unanswered counts as not"
                            + " applicable for that one; what neither answered is not compared."
                            + " Kappa is absent where nothing was compared or both gave one and the"
                            + " same answer throughout. For the inspectorate, and of a self-audit"
                            + " for its own service.")
    @APIResponse(responseCode = "200", description = "The agreement as of now")
    @APIResponse(
            responseCode = "404",
            description = "There is no score of such an inspection, or its cases are not shown")
    public AgreementView get(@PathParam("inspectionId") String inspection) {
        ScoreEntity row = access.casesOf(inspection);
        IndependentJudgements judgements = cases.independentJudgements(inspection);
        return new AgreementView(
                row.inspection,
                row.area,
                row.kind,
                new FrameworkRef(row.frameworkId, row.frameworkVersion),
                judgements.caseVersion(),
                METHOD,
                judgements.agreement());
    }
}
