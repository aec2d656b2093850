package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;

/** Our own files; those of the design system are static resources beside them. */
@Path("/assets/pages-{digest}/{name}")
@PermitAll
@RunOnVirtualThread
public class AssetResource {
    private static final String FOR_GOOD = "public, immutable, max-age=31536000";

    private final Assets assets;

    AssetResource(Assets assets) {
        this.assets = assets;
    }

    @GET
    @Operation(operationId = "getAsset", hidden = true)
    public Response asset(@PathParam("digest") String digest, @PathParam("name") String name) {
        var asset =
                assets.find(digest, name)
                        .orElseThrow(() ->
                                Requests.problem(
                                        new Refusal(
                                                Refusal.Kind.MISSING,
                                                "There is no such file in this release.",
                                                List.of())));
        return Response.ok(asset.bytes())
                .header(HttpHeaders.CONTENT_TYPE, asset.type())
                .header(HttpHeaders.CACHE_CONTROL, FOR_GOOD)
                .build();
    }
}
