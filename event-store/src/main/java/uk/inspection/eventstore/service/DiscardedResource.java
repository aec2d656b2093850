package uk.inspection.eventstore.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.DiscardRecord;
import uk.inspection.eventstore.kafka.Subscription;
import uk.inspection.eventstore.service.Requests.Caller;

/** What this service discarded of other services' events, and who accepts it. */
@Path("/admin/discarded-events")
@Tag(name = "Operation")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DiscardedResource {
    static final String CHIEF_INSPECTOR = "chief-inspector";

    private final EventStore eventStore;
    private final Requests requests;
    private final Answers answers;
    private final ObjectMapper json;

    DiscardedResource(
            EventStore eventStore, Requests requests, Answers answers, ObjectMapper json) {
        this.eventStore = eventStore;
        this.requests = requests;
        this.answers = answers;
        this.json = json;
    }

    /**
     * An own event about a discard.
     *
     * @param content what it says, the reason among it
     */
    public record FactView(
            long version, String actor, Instant occurredAt, Instant recordedAt, JsonNode content) {}

    /**
     * A discarded event.
     *
     * @param stream the inspection that lacks it
     * @param accepted absent while nobody has accepted it
     */
    public record DiscardView(String stream, FactView discarded, @Nullable FactView accepted) {}

    /**
     * An accepted discard.
     *
     * @param discard version of the discard in its stream
     * @param version of the stream now
     */
    public record AcceptedView(String stream, long discard, long version) {}

    @GET
    @RolesAllowed({AdminResource.OPERATOR, CHIEF_INSPECTOR})
    @Operation(
            operationId = "listDiscardedEvents",
            summary = "Events of other services that were discarded here, oldest first")
    public Page<DiscardView> list(
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        long after = Page.place(cursor, 0);
        Subscription<?> subscription = eventStore.parts().subscription();
        List<DiscardRecord> found =
                subscription == null ? List.of() : subscription.discards(after, limit + 1);
        Page<DiscardRecord> page = Page.of(found, limit, one -> one.discard().position());
        return new Page<>(page.items().stream().map(this::view).toList(), page.next());
    }

    private DiscardView view(DiscardRecord one) {
        StoredEvent acceptance = one.acceptance();
        return new DiscardView(
                one.discard().stream(),
                fact(one.discard()),
                acceptance == null ? null : fact(acceptance));
    }

    private FactView fact(StoredEvent event) {
        try {
            return new FactView(
                    event.version(),
                    event.actor(),
                    event.occurredAt(),
                    event.recordedAt(),
                    json.readTree(event.bytes()));
        } catch (IOException corrupt) {
            throw new UncheckedIOException(event.id() + " cannot be read.", corrupt);
        }
    }

    @POST
    @Path("{stream}/{version}/acceptance")
    @RolesAllowed(CHIEF_INSPECTOR)
    @Operation(
            operationId = "acceptDiscardedEvent",
            summary = "Accept that an inspection lacks a discarded event",
            description =
                    "The version is the discard's, in the stream of the service that discarded. Once"
                            + " every discard of an inspection is accepted it can be finalised and"
                            + " published again.")
    @APIResponseSchema(value = AcceptedView.class, responseCode = "200")
    public Response accept(
            @PathParam("stream") String stream,
            @PathParam("version") @Min(1) long version,
            @NotNull @Valid ParkedResource.Reason reason) {
        Caller caller = requests.caller("acceptDiscard", reason);
        Subscription<?> subscription = eventStore.parts().subscription();
        StoredEvent discard =
                eventStore.log().stream(stream, version - 1, 1).stream()
                        .filter(event ->
                                event.version() == version && event.type().equals(Discarded.TYPE))
                        .findFirst()
                        .orElseThrow(DiscardedResource::missing);
        if (subscription == null) {
            throw missing();
        }
        return requests.respond(accept(subscription, caller, discard, reason.reason()));
    }

    private <S> CompletableFuture<Outcome> accept(
            Subscription<S> subscription, Caller caller, StoredEvent discard, String reason) {
        return subscription.accept(
                new Command<>(
                        discard.stream(),
                        caller.commandId(),
                        caller.bodyHash(),
                        caller.actor(),
                        discard.id(),
                        caller.correlation(),
                        caller.at(),
                        caller.onBehalfOf(),
                        (state, version) ->
                                accepted(
                                        subscription
                                                .handler()
                                                .accept(state, discard.version(), reason),
                                        discard,
                                        version)));
    }

    private Decision accepted(Decision decision, StoredEvent discard, long before) {
        return decision instanceof Decision.Accept(var events, _)
                ? new Decision.Accept(
                        events,
                        answers.keep(
                                Answer.untagged(
                                        new AcceptedView(
                                                discard.stream(),
                                                discard.version(),
                                                before + events.size()))))
                : decision;
    }

    private static HttpProblem missing() {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.MISSING,
                        "This service has discarded no such event: the version is the discard's,"
                                + " as /admin/discarded-events lists it.",
                        List.of()));
    }
}
