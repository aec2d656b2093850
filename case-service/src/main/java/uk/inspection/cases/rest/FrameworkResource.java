package uk.inspection.cases.rest;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;

/** The scoring frameworks: public, as the inspectorate publishes them. */
@Path("/v1/frameworks")
@Tag(name = "Frameworks")
@PermitAll
public class FrameworkResource {
    /** A framework's name and when it is in force. */
    public record FrameworkSummary(
            String id, int version, String title, Framework.InForce inForce) {}

    @GET
    @Operation(operationId = "listFrameworks", summary = "All frameworks, oldest regime first")
    public Page<FrameworkSummary> list() {
        return new Page<>(
                Frameworks.all().stream()
                        .map(f -> new FrameworkSummary(f.id(), f.version(), f.title(), f.inForce()))
                        .toList(),
                null);
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getFramework", summary = "The newest version of a framework, whole")
    public Framework get(@PathParam("id") String id) {
        return Frameworks.newest(id)
                .orElseThrow(() ->
                        Requests.problem(
                                new Refusal(
                                        Refusal.Kind.MISSING,
                                        "There is no such framework.",
                                        List.of())));
    }
}
