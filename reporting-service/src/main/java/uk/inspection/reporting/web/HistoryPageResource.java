package uk.inspection.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.rest.HistoryResource;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.Roles;
import uk.inspection.reporting.web.HistoryPage.HistoryMoment;

/** An inspection's history, for those who may ask for it as data, at any of its moments. */
@Path("/inspections/{id}/history")
@RolesAllowed({
    Roles.INSPECTOR,
    Roles.LEAD_INSPECTOR,
    Roles.CHIEF_INSPECTOR,
    Roles.YOT,
    Roles.OPERATOR
})
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class HistoryPageResource {
    private final Visit visit;
    private final Requests requests;
    private final UriInfo uri;
    private final HistoryPages histories;

    HistoryPageResource(Visit visit, Requests requests, UriInfo uri, HistoryPages histories) {
        this.visit = visit;
        this.requests = requests;
        this.uri = uri;
        this.histories = histories;
    }

    @CheckedTemplate(basePath = "web")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance history(Frame frame, HistoryPage history);

        /** What the script puts in place of another moment: {@code history} has it too. */
        static native TemplateInstance moment(Frame frame, HistoryMoment moment);
    }

    /** A number and an instant lead to the address of the moment that they mean today. */
    @GET
    @Recorded
    @Operation(operationId = "historyPage", hidden = true)
    public Response history(
            @PathParam("id") String id,
            @QueryParam("at") @Nullable String at,
            @QueryParam("number") @Nullable String number,
            @QueryParam("asOf") @Nullable String asOf,
            @QueryParam("service") @Nullable String service,
            @QueryParam("type") @Nullable String type,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("page") @Nullable String page) {
        Readers.mustSeeHistory(requests, id);
        var filter = HistoryFilter.of(service, type, actor, from, to);
        Timeline timeline = histories.timeline(id);
        if (number != null || asOf != null) {
            int meant =
                    found(
                            number == null
                                    ? timeline.last(HistoryResource.instant(asOf))
                                    : numbered(timeline, number));
            return Response.seeOther(
                            UriBuilder.fromPath("/inspections/{id}/history")
                                    .replaceQuery(
                                            Frame.pair("at", timeline.moment(meant).name())
                                                    + filter.query()
                                                    + language())
                                    .build(id))
                    .build();
        }
        Frame frame = visit.frame();
        int here = at == null ? timeline.size() : found(timeline.number(Moment.named(at)));
        return visit.showPrivately(
                frame,
                Templates.history(
                        frame,
                        histories.page(
                                id,
                                timeline,
                                here,
                                filter,
                                listed(at, page),
                                Readers.seesScoresThen(requests, id),
                                frame.language())));
    }

    /** One moment without the page around it. */
    @GET
    @Recorded
    @Path("moment")
    @Operation(operationId = "historyMoment", hidden = true)
    public Response moment(
            @PathParam("id") String id,
            @QueryParam("number") @Nullable String number,
            @QueryParam("service") @Nullable String service,
            @QueryParam("type") @Nullable String type,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Readers.mustSeeHistory(requests, id);
        var filter = HistoryFilter.of(service, type, actor, from, to);
        Timeline timeline = histories.timeline(id);
        int here = found(numbered(timeline, number == null ? "" : number));
        Frame frame = visit.frame();
        return visit.showPrivately(
                frame,
                Templates.moment(
                        frame,
                        histories.moment(
                                id,
                                timeline,
                                here,
                                filter,
                                Readers.seesScoresThen(requests, id),
                                frame.language())));
    }

    private String language() {
        return Frame.asked(uri.getQueryParameters())
                .map(asked -> "&" + Frame.pair(Frame.LANGUAGE, asked.code()))
                .orElse("");
    }

    /** Who names no page is at that of the moment named, or at the first. */
    private static @Nullable Integer listed(@Nullable String at, @Nullable String page) {
        if (page != null) {
            return whole("page", page);
        }
        return at == null ? 1 : null;
    }

    private static OptionalInt numbered(Timeline timeline, String number) {
        int whole = whole("number", number);
        return whole > timeline.size() ? OptionalInt.empty() : OptionalInt.of(whole);
    }

    private static int whole(String field, String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "This is no number of an event or a page.",
                            List.of(new Violation(field, "must be a whole number from 1"))));
        }
        return Integer.parseInt(text);
    }

    private static int found(OptionalInt number) {
        return number.orElseThrow(() ->
                Requests.problem(
                        new Refusal(
                                Refusal.Kind.MISSING,
                                "There is no such moment in this history.",
                                List.of())));
    }
}
