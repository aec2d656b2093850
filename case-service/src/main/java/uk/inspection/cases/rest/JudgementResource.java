package uk.inspection.cases.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand;
import uk.inspection.cases.domain.CaseCommand.JudgeCase;
import uk.inspection.cases.domain.CaseCommand.JudgeCaseIndependently;
import uk.inspection.cases.domain.CaseCommand.ModerateCase;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.domain.InspectionState.Judged;
import uk.inspection.cases.domain.InspectionState.SampledCase;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.AnsweredQuestions;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Requests.Caller;

/** Inspectors' judgements, one by one or many after fieldwork, second ones, and moderation. */
@Path("/v1/inspections/{id}")
@Tag(name = "Judgements")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JudgementResource {
    private static final String NOTE =
            "Free text on the case. It is encrypted with the case's own key before anything else is"
                    + " done with it, and unreadable for good once the case is erased.";
    private static final String JUDGED = CaseJudged.class.getSimpleName();

    private final Inspections inspections;
    private final Requests requests;
    private final Access access;
    private final CaseNotes notes;
    private final Answers answers;

    JudgementResource(
            Inspections inspections,
            Requests requests,
            Access access,
            CaseNotes notes,
            Answers answers) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
        this.notes = notes;
        this.answers = answers;
    }

    /**
     * Question id to answer code, and a note on the case.
     *
     * @param note in clear as it comes; sealed from the first line of the operation on
     */
    public record Judgement(
            @NotNull
                    @Size(min = 1, max = 500)
                    @JsonDeserialize(using = AnsweredQuestions.Reader.class)
                    SortedMap<String, String> answers,
            @Nullable @Schema(description = NOTE, minLength = 1, maxLength = CaseNotes.TEXT_MAX)
                    String note) {
        Judgement sealed(@Nullable String sealedNote) {
            return new Judgement(answers, sealedNote);
        }
    }

    public record Moderation(
            @NotNull
                    @Size(min = 1, max = 500)
                    @JsonDeserialize(using = AnsweredQuestions.Reader.class)
                    SortedMap<String, String> answers,
            @NotNull ModerationReason reason,
            @Nullable @Schema(description = NOTE, minLength = 1, maxLength = CaseNotes.TEXT_MAX)
                    String note) {
        Moderation sealed(@Nullable String sealedNote) {
            return new Moderation(answers, reason, sealedNote);
        }
    }

    public record BulkJudgements(
            @NotNull @Size(min = 1, max = 500) List<@NotNull @Valid BulkJudgement> judgements) {}

    public record BulkJudgement(
            @NotBlank @Size(max = 64) String caseId,
            @NotNull
                    @Size(min = 1, max = 500)
                    @JsonDeserialize(using = AnsweredQuestions.Reader.class)
                    SortedMap<String, String> answers,
            @Nullable @Schema(description = NOTE, minLength = 1, maxLength = CaseNotes.TEXT_MAX)
                    String note) {
        BulkJudgement sealed(@Nullable String sealedNote) {
            return new BulkJudgement(caseId, answers, sealedNote);
        }
    }

    /** The judgement that stands. */
    public record JudgementView(String caseId, int revision, long version) {}

    /** {@code revision} counts the independent judgements of the case. */
    public record IndependentJudgementView(String caseId, int revision, long version) {}

    public record BulkView(List<BulkResult> results) {}

    /** What became of one item: a judgement that stands, or a problem. */
    public record BulkResult(
            String caseId,
            int status,
            @Nullable Integer revision,
            @Nullable Long version,
            @Nullable HttpProblem problem) {}

    @POST
    @Path("cases/{caseId}/judgements")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "judgeCase",
            summary = "Judge a case, question by question",
            description =
                    "201 with a new revision; 200 when these answers stand already. If-Match with the"
                            + " case's ETag refuses (412) when someone was faster. A case that is"
                            + " allocated is judged by its inspector or by who leads inspections"
                            + " (403), one that is allocated to nobody by any inspector.")
    @APIResponse(
            responseCode = "201",
            description = "Judged",
            content = @Content(schema = @Schema(implementation = JudgementView.class)))
    @APIResponse(
            responseCode = "200",
            description = "These answers stand already",
            content = @Content(schema = @Schema(implementation = JudgementView.class)))
    public Response judge(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Judgement judgement) {
        access.entered(id);
        String sealed = notes.sealed(id, caseId, JUDGED, judgement.note());
        Caller caller = requests.caller("judgeCase", judgement.sealed(sealed));
        return requests.respond(
                submit(
                        caller,
                        id,
                        caseId,
                        new JudgeCase(
                                caseId,
                                judgement.answers(),
                                sealed,
                                caller.subject(),
                                access.judgesAnyCase(),
                                requests.ifMatch())));
    }

    @POST
    @Path("cases/{caseId}/independent-judgements")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "judgeCaseIndependently",
            summary = "Judge a case that another inspector judged, without that judgement",
            description =
                    "It measures consistency and counts in no score: the case keeps its answers and"
                            + " its revision. The platform does not hide the first answers from the"
                            + " second inspector: who judges independently takes care not to read"
                            + " them before. 409 for who judged or moderated the case. A later one by"
                            + " the same inspector replaces it; the same answers again change"
                            + " nothing.")
    @APIResponseSchema(value = IndependentJudgementView.class, responseCode = "200")
    public Response judgeIndependently(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Judgement judgement) {
        access.entered(id);
        String sealed =
                notes.sealed(
                        id,
                        caseId,
                        CaseJudgedIndependently.class.getSimpleName(),
                        judgement.note());
        Caller caller = requests.caller("judgeCaseIndependently", judgement.sealed(sealed));
        return requests.respond(
                inspections.submit(
                        caller,
                        id,
                        new JudgeCaseIndependently(
                                caseId, judgement.answers(), sealed, caller.subject()),
                        (after, version, _) ->
                                Answer.untagged(
                                        new IndependentJudgementView(
                                                caseId,
                                                independentRevision(after, caseId),
                                                version))));
    }

    @POST
    @Path("judgements")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "judgeCases",
            summary = "Judge many cases at once",
            description =
                    "Each item is judged or refused on its own; results stand in the order of the"
                            + " items.")
    public BulkView judgeMany(@PathParam("id") String id, @NotNull @Valid BulkJudgements bulk) {
        access.entered(id);
        Caller caller = requests.caller("judgeCases", bulk.judgements().size());
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        try (var sealer =
                notes.sealer(
                        id,
                        bulk.judgements().stream()
                                .filter(item -> item.note() != null)
                                .map(BulkJudgement::caseId)
                                .toList())) {
            for (int i = 0; i < bulk.judgements().size(); i++) {
                outcomes.add(submitItem(caller, id, bulk.judgements().get(i), i, sealer));
            }
        }
        var results = new ArrayList<BulkResult>();
        for (int i = 0; i < outcomes.size(); i++) {
            results.add(result(bulk.judgements().get(i).caseId(), outcomes.get(i)));
        }
        return new BulkView(results);
    }

    @POST
    @Path("cases/{caseId}/moderations")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(operationId = "moderateCase", summary = "Replace a judgement after moderation")
    @APIResponse(
            responseCode = "201",
            description = "Judged",
            content = @Content(schema = @Schema(implementation = JudgementView.class)))
    @APIResponse(
            responseCode = "200",
            description = "These answers stand already",
            content = @Content(schema = @Schema(implementation = JudgementView.class)))
    public Response moderate(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Moderation moderation) {
        access.entered(id);
        String sealed =
                notes.sealed(id, caseId, CaseModerated.class.getSimpleName(), moderation.note());
        return requests.respond(
                submit(
                        requests.caller("moderateCase", moderation.sealed(sealed)),
                        id,
                        caseId,
                        new ModerateCase(
                                caseId,
                                moderation.answers(),
                                sealed,
                                moderation.reason(),
                                requests.ifMatch())));
    }

    private CompletableFuture<Outcome> submit(
            Caller caller, String id, String caseId, CaseCommand command) {
        return inspections.submit(
                caller,
                id,
                command,
                (after, version, news) -> {
                    int revision = revision(after, caseId);
                    var view = new JudgementView(caseId, revision, version);
                    return news
                            ? Answer.created(
                                    "/v1/inspections/" + id + "/cases/" + caseId, revision, view)
                            : Answer.ok(revision, view);
                });
    }

    private CompletableFuture<Outcome> submitItem(
            Caller caller, String id, BulkJudgement item, int i, CaseNotes.Sealer sealer) {
        try {
            String sealed =
                    sealer.seal(item.caseId(), JUDGED, "judgements[" + i + "].note", item.note());
            return submit(
                    caller.item(i, requests.bodyHash(item.sealed(sealed))),
                    id,
                    item.caseId(),
                    new JudgeCase(
                            item.caseId(),
                            item.answers(),
                            sealed,
                            caller.subject(),
                            access.judgesAnyCase(),
                            null));
        } catch (HttpProblem noNote) {
            return CompletableFuture.failedFuture(noNote);
        }
    }

    private BulkResult result(String caseId, CompletableFuture<Outcome> outcome) {
        try {
            if (outcome.isCompletedExceptionally()
                    && outcome.exceptionNow() instanceof HttpProblem noNote) {
                throw noNote;
            }
            JsonNode kept = answers.kept(requests.committed(outcome));
            return new BulkResult(
                    caseId,
                    kept.path("status").asInt(),
                    kept.path("body").path("revision").asInt(),
                    kept.path("body").path("version").asLong(),
                    null);
        } catch (HttpProblem problem) {
            return new BulkResult(caseId, problem.getStatusCode(), null, null, problem);
        }
    }

    private static int revision(InspectionState after, String caseId) {
        return sampledCase(after, caseId) instanceof Judged judged ? judged.revision() : 0;
    }

    private static int independentRevision(InspectionState after, String caseId) {
        return sampledCase(after, caseId) instanceof Judged judged
                ? judged.independent().revision()
                : 0;
    }

    private static @Nullable SampledCase sampledCase(InspectionState after, String caseId) {
        return switch (after) {
            case InspectionState.NotAnnounced() -> throw new IllegalStateException();
            case InspectionState.InFieldwork(var inspection) -> inspection.cases().get(caseId);
            case InspectionState.Closed(var inspection) -> inspection.cases().get(caseId);
        };
    }
}
