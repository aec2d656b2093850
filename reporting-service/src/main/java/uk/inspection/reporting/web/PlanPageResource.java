package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.PlanEntity;
import uk.inspection.reporting.projection.PlanEntity.Cut;
import uk.inspection.reporting.projection.PlanStatus;
import uk.inspection.reporting.projection.Snapshot;
import uk.inspection.reporting.rest.Roles;
import uk.inspection.reporting.web.PlansPage.StatusCount;

/** Improvement plans, for who may read them in improvement-plan-service; a {@code yot} its own. */
@Path("/plans")
@RolesAllowed({
    Roles.YJB,
    Roles.INSPECTOR,
    Roles.LEAD_INSPECTOR,
    Roles.CHIEF_INSPECTOR,
    Roles.ANALYST,
    Roles.YOT
})
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class PlanPageResource {
    private static final int LIST_MAX = 25;

    private final Visit visit;
    private final Requests requests;
    private final PlanPages plans;
    private final Clock clock;

    PlanPageResource(Visit visit, Requests requests, PlanPages plans, Clock clock) {
        this.visit = visit;
        this.requests = requests;
        this.plans = plans;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "plansPage", hidden = true)
    public Response list(
            @QueryParam("area") @Nullable String area,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page) {
        Frame frame = visit.frame();
        // A form sends the choice of all as an empty one.
        var cut = new Cut(area(blankless(area)), status(blankless(status)));
        int asked = page(page);
        LocalDate today = LocalDate.now(clock);
        PlansPage list = Snapshot.read(() -> list(cut, asked, today, frame.language()));
        return visit.showPrivately(frame, PlanTemplates.plans(frame, list));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "planPage", hidden = true)
    public Response plan(@PathParam("id") String id) {
        Frame frame = visit.frame();
        PlanEntity row =
                PlanEntity.<PlanEntity>findByIdOptional(id)
                        .filter(plan -> !ownAreaAlone() || plan.area.equals(requests.ownArea()))
                        .orElseThrow(() ->
                                Requests.problem(
                                        new Refusal(
                                                Refusal.Kind.MISSING,
                                                "There is no improvement plan for this"
                                                        + " inspection.",
                                                List.of())));
        return visit.showPrivately(
                frame,
                PlanTemplates.plan(
                        frame,
                        plans.page(row, LocalDate.now(clock), frame.language()),
                        Roles.inspectorate(requests)));
    }

    private PlansPage list(Cut cut, int asked, LocalDate today, Language language) {
        // Who sees one area may ask for another one, and is shown that there is nothing.
        boolean hidden = ownAreaAlone() && !requests.ownArea().equals(cut.area());
        var whole = new Cut(cut.area(), null);
        Map<PlanStatus, Long> counts = hidden ? Map.of() : PlanEntity.counts(whole);
        long total = counts.values().stream().mapToLong(plans -> plans).sum();
        long shown = cut.status() == null ? total : counts.getOrDefault(cut.status(), 0L);
        int pages = Math.max(1, Math.ceilDiv(Math.toIntExact(shown), LIST_MAX));
        int page = Math.min(asked, pages); // plans may have gone from the list since
        return new PlansPage(
                language.day(today),
                hidden ? 0 : PlanEntity.late(whole, today),
                total,
                Stream.of(PlanStatus.values())
                        .map(status ->
                                new StatusCount(
                                        status,
                                        counts.getOrDefault(status, 0L),
                                        address(new Cut(cut.area(), status), 1)))
                        .toList(),
                ownAreaAlone() ? List.of() : PlanEntity.areas(),
                cut.area(),
                cut.status(),
                hidden
                        ? List.of()
                        : PlanEntity.page(cut, page - 1, LIST_MAX).stream()
                                .map(line -> PlanPages.row(line, today, language))
                                .toList(),
                page,
                pages,
                page == 1 ? null : address(cut, page - 1),
                page == pages ? null : address(cut, page + 1));
    }

    private boolean ownAreaAlone() {
        return requests.hasRole(Roles.YOT);
    }

    private @Nullable String area(@Nullable String asked) {
        return asked == null && ownAreaAlone() ? requests.ownArea() : asked;
    }

    private static @Nullable PlanStatus status(@Nullable String asked) {
        return asked == null
                ? null
                : PlanStatus.of(asked)
                        .orElseThrow(() ->
                                refused(
                                        "No plan has such a status.",
                                        "status",
                                        "must be one of "
                                                + Stream.of(PlanStatus.values())
                                                        .map(PlanStatus::word)
                                                        .collect(Collectors.joining(", "))));
    }

    private static int page(@Nullable String asked) {
        try {
            int page = asked == null ? 1 : Integer.parseInt(asked);
            if (page >= 1) {
                return page;
            }
        } catch (NumberFormatException e) {
            // refused below, as a number that counts no page is
        }
        throw refused("There is no such page.", "page", "must be a whole number from 1");
    }

    private static String address(Cut cut, int page) {
        var parameters = new ArrayList<String>();
        if (cut.area() != null) {
            parameters.add(Frame.pair("area", cut.area()));
        }
        if (cut.status() != null) {
            parameters.add(Frame.pair("status", cut.status().word()));
        }
        if (page > 1) {
            parameters.add(Frame.pair("page", Integer.toString(page)));
        }
        return parameters.isEmpty() ? "/plans" : "/plans?" + String.join("&", parameters);
    }

    private static @Nullable String blankless(@Nullable String asked) {
        return asked == null || asked.isBlank() ? null : asked;
    }

    private static RuntimeException refused(String sentence, String field, String rule) {
        return Requests.problem(
                new Refusal(Refusal.Kind.INVALID, sentence, List.of(new Violation(field, rule))));
    }
}
