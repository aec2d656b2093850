package uk.inspection.cases.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.projection.FrameworkCatalogue;
import uk.inspection.cases.projection.FrameworkCatalogue.Listed;
import uk.inspection.cases.store.FrameworkRegister;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkDocument.Fault;
import uk.inspection.contract.FrameworkDocument.Format;
import uk.inspection.contract.FrameworkDocument.Malformed;
import uk.inspection.contract.FrameworkDocument.Misshapen;
import uk.inspection.contract.FrameworkDocument.Readable;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;

/** The scoring frameworks: public, as the inspectorate publishes them. */
@Path("/v1/frameworks")
@Tag(name = "Frameworks")
@RunOnVirtualThread
public class FrameworkResource {
    private static final String YAML = "application/yaml";
    private static final String X_YAML = "application/x-yaml";
    private static final String PROBLEM = "application/problem+json";

    private final FrameworkRegister register;
    private final Requests requests;
    private final ObjectMapper json;

    FrameworkResource(FrameworkRegister register, Requests requests, ObjectMapper json) {
        this.register = register;
        this.requests = requests;
        this.json = json;
    }

    /**
     * A framework's name and when it is in force.
     *
     * @param registeredAt absent for one that comes with the platform
     */
    public record FrameworkSummary(
            String id,
            int version,
            String title,
            Framework.InForce inForce,
            @Nullable Instant registeredAt) {

        static FrameworkSummary of(Listed listed) {
            return new FrameworkSummary(
                    listed.ref().id(),
                    listed.ref().version(),
                    listed.title(),
                    listed.inForce(),
                    listed.registeredAt());
        }
    }

    /** What was registered, or stood so already. */
    public record RegisteredView(String id, int version, String title, Framework.InForce inForce) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, YAML, X_YAML})
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.CHIEF_INSPECTOR)
    @Operation(
            operationId = "registerFramework",
            summary = "Register a version of a framework, in JSON or YAML",
            description =
                    "201 and it can be announced at once; 200 when this document is registered"
                            + " already. 409 when the version has another document, or is not the next"
                            + " one: a version never changes; or when another version has another"
                            + " method. 422 names every place that is wrong, up to"
                            + " 50, such as bands[1].from.")
    @APIResponse(
            responseCode = "201",
            description = "Registered",
            content = @Content(schema = @Schema(implementation = RegisteredView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Registered already",
            content = @Content(schema = @Schema(implementation = RegisteredView.class)))
    @APIResponse(
            responseCode = "400",
            description = "Neither JSON nor YAML",
            content =
                    @Content(
                            mediaType = PROBLEM,
                            schema = @Schema(implementation = HttpProblem.class)))
    @APIResponse(
            responseCode = "409",
            description =
                    "The version has another document, is not the next one, or has another method",
            content =
                    @Content(
                            mediaType = PROBLEM,
                            schema = @Schema(implementation = HttpProblem.class)))
    @APIResponse(
            responseCode = "422",
            description = "No sound framework: every place that is wrong",
            content =
                    @Content(
                            mediaType = PROBLEM,
                            schema = @Schema(implementation = HttpProblem.class)))
    public Response register(
            @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON,
                                        schema = @Schema(implementation = Framework.class)),
                                @Content(
                                        mediaType = YAML,
                                        schema = @Schema(implementation = Framework.class)),
                                @Content(
                                        mediaType = X_YAML,
                                        schema = @Schema(implementation = Framework.class))
                            })
                    byte[] document,
            @Context HttpHeaders headers) {
        Framework framework = framework(document, format(headers.getMediaType()));
        String location =
                "/v1/frameworks/%s/versions/%d".formatted(framework.id(), framework.version());
        String etag = etag(Codec.encode(framework));
        var view =
                new RegisteredView(
                        framework.id(),
                        framework.version(),
                        framework.title(),
                        framework.inForce());
        return requests.respond(
                register.register(
                        requests.caller("registerFramework", framework),
                        framework,
                        news -> new Answer(news ? 201 : 200, location, etag, view)));
    }

    @GET
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listFrameworks",
            summary = "All versions of all frameworks",
            description =
                    "Those that come with the platform, oldest regime first, then those registered,"
                            + " in this order.")
    @APIResponse(responseCode = "200", description = "A page of the list")
    @APIResponse(responseCode = "304", description = "As the caller's ETag says")
    public RestResponse<Page<FrameworkSummary>> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit,
            @Context Request request) {
        List<Listed> rows = FrameworkCatalogue.page(Page.place(cursor, Long.MIN_VALUE), limit + 1);
        Page<Listed> cut = Page.of(rows, limit, Listed::place);
        var page = new Page<>(cut.items().stream().map(FrameworkSummary::of).toList(), cut.next());
        var etag = new EntityTag(etag(bytes(page)));
        return request.evaluatePreconditions(etag) == null
                ? RestResponse.ResponseBuilder.ok(page).tag(etag).build()
                : RestResponse.ResponseBuilder.<Page<FrameworkSummary>>create(
                                RestResponse.Status.NOT_MODIFIED)
                        .tag(etag)
                        .build();
    }

    @GET
    @Path("{id}")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getFramework", summary = "The newest version of a framework, whole")
    @APIResponse(
            responseCode = "200",
            description = "The framework",
            content = @Content(schema = @Schema(implementation = Framework.class)))
    @APIResponse(responseCode = "304", description = "As the caller's ETag says")
    public Response get(@PathParam("id") String id, @Context Request request) {
        return whole(FrameworkCatalogue.newest(id), "There is no such framework.", request);
    }

    @GET
    @Path("{id}/versions/{version}")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "getFrameworkVersion",
            summary = "One version of a framework, whole: it never changes")
    @APIResponse(
            responseCode = "200",
            description = "The framework",
            content = @Content(schema = @Schema(implementation = Framework.class)))
    @APIResponse(responseCode = "304", description = "As the caller's ETag says")
    public Response version(
            @PathParam("id") String id,
            @PathParam("version") int version,
            @Context Request request) {
        return whole(
                FrameworkCatalogue.version(id, version),
                "There is no such version of a framework.",
                request);
    }

    private static Response whole(Optional<Framework> framework, String missing, Request request) {
        return tagged(
                framework
                        .map(Codec::encode)
                        .orElseThrow(() ->
                                Requests.problem(
                                        new Refusal(Refusal.Kind.MISSING, missing, List.of()))),
                request);
    }

    private static Format format(@Nullable MediaType type) {
        return type != null && type.getSubtype().endsWith("yaml") ? Format.YAML : Format.JSON;
    }

    private static Framework framework(byte[] document, Format format) {
        return switch (Frameworks.read(document, format)) {
            case Readable(Framework framework) -> framework;
            case Misshapen(List<Fault> faults) ->
                    throw Requests.problem(
                            new Refusal(
                                    Refusal.Kind.INVALID,
                                    "The document does not have the shape of a framework in %d"
                                                    .formatted(faults.size())
                                            + " place(s).",
                                    faults.stream().map(FrameworkResource::violation).toList()));
            case Malformed(String where) ->
                    throw Requests.problem(
                            Response.Status.BAD_REQUEST,
                            "The body is not well-formed %s: see %s.".formatted(format, where),
                            List.of(new Violation("body", "must be well-formed " + format)));
        };
    }

    private static Violation violation(Fault fault) {
        return new Violation(fault.place().isEmpty() ? "body" : fault.place(), fault.rule());
    }

    private byte[] bytes(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** These very bytes, or that the caller has them. */
    private static Response tagged(byte[] bytes, Request request) {
        var etag = new EntityTag(etag(bytes));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(etag);
        return (notModified == null
                        ? Response.ok(
                                new String(bytes, StandardCharsets.UTF_8),
                                MediaType.APPLICATION_JSON_TYPE)
                        : notModified)
                .tag(etag)
                .build();
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
