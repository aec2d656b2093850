package uk.inspection.eventstore.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Inspected;
import uk.inspection.eventstore.kafka.ParkedRecord;
import uk.inspection.eventstore.kafka.Subscription;
import uk.inspection.eventstore.service.Requests.Caller;

/** What could not be applied: the operator lists it, looks at it, tries it again or discards it. */
@Path("/admin/parked-events")
@Tag(name = "Operation")
@RolesAllowed(AdminResource.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ParkedResource {
    /** Characters of an operator's or chief inspector's reason at most. */
    static final int REASON_MAX = 2000;

    private static final String NONE = "No such record is parked.";

    private final EventStore eventStore;
    private final Requests requests;
    private final Answers answers;
    private final ObjectMapper json;

    ParkedResource(EventStore eventStore, Requests requests, Answers answers, ObjectMapper json) {
        this.eventStore = eventStore;
        this.requests = requests;
        this.answers = answers;
        this.json = json;
    }

    /** Which records to try again: those of one inspection. */
    public record Retry(@NotBlank @Size(max = 200) String stream) {}

    /** How many are still parked. */
    public record RetriedView(long parked) {}

    /** How one record's attempt ended; {@code why} it is parked still. */
    public record RetriedOneView(boolean applied, @Nullable String why) {}

    /** Why. */
    public record Reason(@NotBlank @Size(max = REASON_MAX) String reason) {}

    /**
     * Everything about an event but its bytes.
     *
     * @param previousHash and {@code hash}: hex
     */
    public record EnvelopeView(
            String id,
            String topic,
            long position,
            String stream,
            long version,
            String type,
            int typeVersion,
            String actor,
            @Nullable String causation,
            String correlation,
            String commandId,
            int ordinal,
            Instant occurredAt,
            Instant recordedAt,
            String seen,
            String previousHash,
            String hash,
            @Nullable String onBehalfOf) {
        static EnvelopeView of(StoredEvent event) {
            return new EnvelopeView(
                    event.id(),
                    event.topic(),
                    event.position(),
                    event.stream(),
                    event.version(),
                    event.type(),
                    event.typeVersion(),
                    event.actor(),
                    event.causation(),
                    event.correlation(),
                    event.commandId(),
                    event.ordinal(),
                    event.occurredAt(),
                    event.recordedAt(),
                    event.seen(),
                    HexFormat.of().formatHex(event.previousHash()),
                    HexFormat.of().formatHex(event.hash()),
                    event.onBehalfOf());
        }
    }

    /**
     * A parked record in full.
     *
     * @param envelope absent when the record cannot be read as an event
     * @param data the event's bytes as JSON, or as text where they are none
     * @param withheld why there is no {@code data}
     * @param first what of the inspection comes first, which is what can be discarded
     * @param behind what comes after it, at most 100 of {@code behindCount}
     */
    public record InspectedView(
            ParkedRecord record,
            @Nullable EnvelopeView envelope,
            @Nullable JsonNode data,
            @Nullable String withheld,
            @Nullable ParkedRecord first,
            List<ParkedRecord> behind,
            long behindCount) {}

    /**
     * A discarded record.
     *
     * @param stream the inspection, in which the discard is {@code version}; absent when the record
     *     named none
     * @param event id of the discarded event
     */
    public record DiscardedView(
            @Nullable String stream, @Nullable Long version, @Nullable String event) {}

    @GET
    @Operation(operationId = "listParkedEvents", summary = "Records that could not be applied")
    public Page<ParkedRecord> list(
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Place after = cursor == null ? Place.START : Place.of(Page.text(cursor));
        Subscription<?> subscription = eventStore.parts().subscription();
        return subscription == null
                ? new Page<>(List.of(), null)
                : Page.ofText(
                        subscription.parked(
                                after.topic(), after.partition(), after.offset(), limit + 1),
                        limit,
                        one -> new Place(one.topic(), one.partition(), one.offset()).text());
    }

    /** Where a record lies. */
    private record Place(String topic, int partition, long offset) {
        static final Place START = new Place("", 0, 0);

        static Place of(String text) {
            String[] parts = text.split("/", -1);
            try {
                return new Place(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw Page.foreign();
            }
        }

        String text() {
            return "%s/%d/%d".formatted(topic, partition, offset);
        }
    }

    @POST
    @Path("retry")
    @Operation(
            operationId = "retryParkedEvents",
            summary = "Try an inspection's parked records again, in order")
    public RetriedView retry(@NotNull @Valid Retry retry) throws InterruptedException {
        Subscription<?> subscription = eventStore.parts().subscription();
        return new RetriedView(subscription == null ? 0 : subscription.retry(retry.stream()));
    }

    @GET
    @Path("{topic}/{partition}/{offset}")
    @Operation(
            operationId = "getParkedEvent",
            summary = "One parked record: its envelope, why it is parked, what waits behind it",
            description =
                    "The event's bytes are shown of topics alone that this service names as fit for"
                            + " an operator, never of case-events; withheld says so.")
    public InspectedView inspect(
            @PathParam("topic") String topic,
            @PathParam("partition") int partition,
            @PathParam("offset") long offset) {
        Subscription<?> subscription = subscription();
        Inspected found =
                subscription.inspect(topic, partition, offset).orElseThrow(ParkedResource::missing);
        StoredEvent event = found.event();
        boolean disclosed = subscription.handler().discloses(topic);
        return new InspectedView(
                found.record(),
                event == null ? null : EnvelopeView.of(event),
                event == null || !disclosed ? null : data(event),
                disclosed
                        ? null
                        : "The content of %s is not an operator's to read.".formatted(topic),
                found.first(),
                found.behind(),
                found.behindCount());
    }

    private JsonNode data(StoredEvent event) {
        try {
            return json.readTree(event.bytes());
        } catch (IOException e) {
            return json.getNodeFactory()
                    .textNode(new String(event.bytes(), StandardCharsets.UTF_8));
        }
    }

    @POST
    @Path("{topic}/{partition}/{offset}/retry")
    @Operation(operationId = "retryParkedEvent", summary = "Try one parked record again")
    public RetriedOneView retry(
            @PathParam("topic") String topic,
            @PathParam("partition") int partition,
            @PathParam("offset") long offset)
            throws InterruptedException {
        Outcome outcome =
                subscription().retry(topic, partition, offset).orElseThrow(ParkedResource::missing);
        return switch (outcome) {
            case Outcome.Committed _, Outcome.Waiting _ -> new RetriedOneView(true, null);
            case Outcome.Parked(String why) -> new RetriedOneView(false, why);
            case Outcome.Refused _, Outcome.KeyReused _, Outcome.Broken _, Outcome.Unknown _ ->
                    throw Requests.problem(outcome);
        };
    }

    @POST
    @Path("{topic}/{partition}/{offset}/discard")
    @Operation(
            operationId = "discardParkedEvent",
            summary = "Take a parked record out of its inspection's history, for good",
            description =
                    "The inspection is incomplete then, here and in every service that reads this"
                            + " one: it is neither finalised nor published until a chief inspector"
                            + " accepts it.")
    @APIResponseSchema(value = DiscardedView.class, responseCode = "200")
    public Response discard(
            @PathParam("topic") String topic,
            @PathParam("partition") int partition,
            @PathParam("offset") long offset,
            @NotNull @Valid Reason reason) {
        Caller caller = requests.caller("discard", reason);
        return requests.respond(
                discard(subscription(), caller, topic, partition, offset, reason.reason()));
    }

    private <S> CompletableFuture<Outcome> discard(
            Subscription<S> subscription,
            Caller caller,
            String topic,
            int partition,
            long offset,
            String reason) {
        return subscription.discard(
                topic,
                partition,
                offset,
                reason,
                event ->
                        command(
                                caller,
                                event,
                                (state, version) ->
                                        event.isEmpty()
                                                ? unnamed()
                                                : discarded(
                                                        subscription
                                                                .handler()
                                                                .discard(
                                                                        state,
                                                                        new Arrival.Discard(
                                                                                event.get(),
                                                                                partition,
                                                                                offset,
                                                                                reason,
                                                                                caller.at())),
                                                        event.get(),
                                                        version + 1)));
    }

    private static <S> Command<S> command(
            Caller caller, Optional<StoredEvent> event, Command.Decide<S> decide) {
        return new Command<>(
                event.map(StoredEvent::stream).orElse(""),
                caller.commandId(),
                caller.bodyHash(),
                caller.actor(),
                event.map(StoredEvent::id).orElse(null),
                caller.correlation(),
                caller.at(),
                caller.onBehalfOf(),
                decide);
    }

    private Decision unnamed() {
        return new Decision.Accept(
                List.of(), answers.keep(Answer.untagged(new DiscardedView(null, null, null))));
    }

    private Decision discarded(Decision decision, StoredEvent event, long version) {
        return decision instanceof Decision.Accept(var events, _)
                ? new Decision.Accept(
                        events,
                        answers.keep(
                                Answer.untagged(
                                        new DiscardedView(event.stream(), version, event.id()))))
                : decision;
    }

    private Subscription<?> subscription() {
        Subscription<?> subscription = eventStore.parts().subscription();
        if (subscription == null) {
            throw missing();
        }
        return subscription;
    }

    private static HttpProblem missing() {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, NONE, List.of()));
    }
}
