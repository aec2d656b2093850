package uk.inspection.bare;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Answers without having done anything. */
@Path("/")
@PermitAll
@RunOnVirtualThread
public class BareResource {

    /** The body of a judgement, as case-service takes it. */
    public record Judgement(
            @NotNull @Size(min = 1, max = 500) SortedMap<String, @NotNull String> answers,
            @Nullable String note) {}

    /** As case-service answers it. */
    public record JudgementView(String caseId, int revision, long version) {}

    /** Parses, and keeps nothing. */
    @POST
    @Path("judgements")
    public Response judge(@NotNull @Valid Judgement judgement) {
        return Response.status(Response.Status.CREATED)
                .entity(new JudgementView("case-1", judgement.answers().size(), 1))
                .build();
    }

    /** Nothing has changed. */
    @GET
    @Path("empty")
    public Response empty() {
        return Response.notModified().build();
    }
}
