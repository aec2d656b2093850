package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.domain.Figure;
import uk.inspection.scoring.domain.Judgements;
import uk.inspection.scoring.domain.Outcome;
import uk.inspection.scoring.domain.WhatIf;
import uk.inspection.scoring.domain.WhatIf.Change;
import uk.inspection.scoring.domain.WhatIf.Comparison;
import uk.inspection.scoring.projection.KnownFrameworks;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.store.CaseHistory;

/** What the scores of an inspection would be if something were otherwise. */
@Path("/v1/scores/{inspectionId}/what-if")
@Tag(name = "Scores")
@RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
@RunOnVirtualThread
public class WhatIfResource {
    private static final int CASES_MAX = 1000;

    /** Faults told of one question; a large body can hold very many. */
    private static final int FAULTS_MAX = 50;

    private final Access access;
    private final CaseHistory cases;
    private final KnownFrameworks frameworks;

    WhatIfResource(Access access, CaseHistory cases, KnownFrameworks frameworks) {
        this.access = access;
        this.cases = cases;
        this.frameworks = frameworks;
    }

    /**
     * What is to be otherwise; at least one of these.
     *
     * @param bands instead of the framework's, in order, over 0 to 100 percent
     * @param framework another version, of the same method
     * @param withoutCases case references, as if they had never been sampled
     * @param answers case reference to question to answer code; the other answers stay
     * @param standards standard judged by evidence to rating, or to null for not rated
     */
    public record WhatIfQuestion(
            @Nullable @Size(max = 20) List<@NotNull @Valid BandEdges> bands,
            @Nullable @Valid FrameworkVersion framework,
            @Nullable @Size(max = CASES_MAX) List<@NotNull String> withoutCases,
            @Nullable @Size(max = CASES_MAX)
                    Map<String, @NotNull Map<String, @Nullable String>> answers,
            @Nullable @Size(max = 100) Map<String, @Nullable String> standards) {}

    /** Whole percent, both ends inclusive. */
    public record BandEdges(
            @NotBlank @Size(max = 100) String label,
            @NotNull @Min(0) @Max(100) Integer from,
            @NotNull @Min(0) @Max(100) Integer to) {}

    /** One version of a framework. */
    public record FrameworkVersion(
            @NotBlank @Size(max = 100) String id, @NotNull @Min(1) Integer version) {}

    /**
     * Both results side by side.
     *
     * @param changes the numbers that differ, the greatest first
     * @param leftOut questions and standards that were answered and that the other framework lacks
     * @param added questions that it adds, not applicable where no answer is given here
     */
    public record WhatIfView(
            String inspectionId,
            long caseVersion,
            OutcomeView asItStands,
            OutcomeView whatIf,
            List<ChangeView> changes,
            List<String> leftOut,
            List<String> added) {}

    /**
     * What judgements come to.
     *
     * @param reinspection what the framework's rule would propose were the scores final
     */
    public record OutcomeView(
            FrameworkRef framework,
            int sampled,
            int judged,
            Scores scores,
            ReinspectionProposal reinspection) {
        static OutcomeView of(Outcome outcome) {
            return new OutcomeView(
                    outcome.framework(),
                    outcome.sampled(),
                    outcome.judged(),
                    outcome.scores(),
                    outcome.reinspection());
        }
    }

    /** One number on either side; absent where the framework of that side has it not. */
    public record ChangeView(
            String kind, String id, @Nullable FigureView before, @Nullable FigureView after) {
        static ChangeView of(Change change) {
            Figure before = change.before();
            Figure after = change.after();
            Figure either = Objects.requireNonNull(after == null ? before : after);
            return new ChangeView(
                    either.kind().word(),
                    either.id(),
                    before == null ? null : FigureView.of(before),
                    after == null ? null : FigureView.of(after));
        }
    }

    @POST
    @Recorded
    @Operation(
            operationId = "askWhatIf",
            summary = "The scores as they stand and as they would be; writes nothing",
            description = "Needs no Idempotency-Key: it changes nothing and may be repeated.")
    @APIResponse(responseCode = "200", description = "Both results")
    @APIResponse(responseCode = "404", description = "There is no score of such an inspection")
    @APIResponse(
            responseCode = "422",
            description = "What is asked does not fit the inspection: at most 50 places")
    public WhatIfView whatIf(
            @PathParam("inspectionId") String inspection, @NotNull @Valid WhatIfQuestion question) {
        ScoreEntity row = access.casesOf(inspection);
        Judgements judgements = cases.judgements(inspection, row.caseVersion);
        WhatIf whatIf =
                new WhatIf(
                        bands(question.bands()),
                        framework(question.framework()),
                        question.withoutCases() == null ? List.of() : question.withoutCases(),
                        question.answers() == null ? Map.of() : question.answers(),
                        question.standards() == null ? Map.of() : question.standards());
        List<Violation> violations =
                whatIf.violations(judgements).stream()
                        .limit(FAULTS_MAX)
                        .map(broken -> new Violation(broken.field(), broken.rule()))
                        .toList();
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return view(inspection, whatIf.compare(judgements));
    }

    private @Nullable Framework framework(@Nullable FrameworkVersion asked) {
        return asked == null
                ? null
                : frameworks
                        .framework(asked.id(), asked.version())
                        .orElseThrow(() ->
                                refused(
                                        List.of(
                                                new Violation(
                                                        "framework",
                                                        "must be a version that is registered"))));
    }

    private static @Nullable List<Band> bands(@Nullable List<BandEdges> asked) {
        return asked == null
                ? null
                : asked.stream()
                        .map(band -> new Band(band.label(), band.from(), band.to(), null))
                        .toList();
    }

    private static WhatIfView view(String inspection, Comparison comparison) {
        return new WhatIfView(
                inspection,
                comparison.asItStands().caseVersion(),
                OutcomeView.of(comparison.asItStands()),
                OutcomeView.of(comparison.whatIf()),
                comparison.changes().stream().map(ChangeView::of).toList(),
                comparison.leftOut(),
                comparison.added());
    }

    private static RuntimeException refused(List<Violation> violations) {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.INVALID,
                        "What is asked does not fit the inspection.",
                        violations));
    }
}
