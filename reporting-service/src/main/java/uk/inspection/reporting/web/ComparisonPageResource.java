package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.rest.NationalComparisons;
import uk.inspection.reporting.rest.ReportComparisons;
import uk.inspection.reporting.web.ComparisonQuery.Fields;
import uk.inspection.reporting.web.NationalPage.Choice;
import uk.inspection.reporting.web.NationalPage.Fault;
import uk.inspection.reporting.web.NationalPage.Form;

/** The public pages that put published results side by side. */
@Path("/")
@PermitAll
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class ComparisonPageResource {
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final Visit visit;
    private final NationalComparisons national;
    private final ReportComparisons reports;
    private final Clock clock;

    ComparisonPageResource(
            Visit visit, NationalComparisons national, ReportComparisons reports, Clock clock) {
        this.visit = visit;
        this.national = national;
        this.reports = reports;
        this.clock = clock;
    }

    @GET
    @Path("comparison")
    @Operation(operationId = "nationalComparisonPage", hidden = true)
    public Response national(@BeanParam ComparisonQuery query) {
        Frame frame = visit.frame();
        LocalDate today = LocalDate.now(clock);
        LocalDate day;
        boolean named;
        try {
            Optional<LocalDate> asked = query.date();
            named = asked.isPresent();
            day = asked.orElse(today);
        } catch (ComparisonQuery.NoDay e) {
            return faulty(frame, query, query.fields(), today, Fault.DATE_WRONG);
        }
        Fields typed = named ? ComparisonQuery.fields(day) : query.fields();
        if (!NationalComparisons.compares(day)) {
            return faulty(frame, query, typed, today, Fault.DATE_OUTSIDE);
        }
        Optional<Framework> framework = query.framework(day);
        if (framework.isEmpty()) {
            return faulty(frame, query, typed, day, Fault.FRAMEWORK_UNKNOWN);
        }
        Optional<String> area = query.chosen();
        List<String> areas = PublishedResultEntity.areas();
        if (area.isPresent() && !areas.contains(area.get())) {
            return faulty(frame, query, typed, day, Fault.AREA_UNKNOWN);
        }
        String asOf = named ? day.toString() : null;
        if (query.typed()) {
            return moved(
                    ComparisonQuery.address(
                            query.framework, asOf, area.orElse(null), null, query.language));
        }
        var page =
                new NationalPages(
                        framework.get(),
                        national.asOf(framework.get().id(), day),
                        asOf,
                        area.orElse(null),
                        sorting(query, framework.get()),
                        frame.language());
        return visit.show(
                frame,
                ComparisonTemplates.comparison(
                        frame,
                        form(framework.get().id(), typed, areas, area.orElse(null), frame),
                        null,
                        page.page()));
    }

    @GET
    @Path("reports/{id}/comparison")
    @Operation(operationId = "reportComparisonPage", hidden = true)
    public Response reinspection(@PathParam("id") String id) {
        Frame frame = visit.frame();
        var pair =
                reports.of(id)
                        .orElseThrow(() ->
                                Requests.problem(
                                        new Refusal(
                                                Refusal.Kind.MISSING,
                                                "There is no published report of such a"
                                                        + " re-inspection.",
                                                List.of())));
        return visit.show(
                frame,
                ComparisonTemplates.reinspection(
                        frame, new ReinspectionPages(pair, frame.language()).page()));
    }

    private static Sorting sorting(ComparisonQuery query, Framework framework) {
        return Sorting.of(query.sort, framework)
                .orElseThrow(() ->
                        Requests.problem(
                                new Refusal(
                                        Refusal.Kind.INVALID,
                                        "Results are not sorted by this.",
                                        List.of(
                                                new Violation(
                                                        "sort", "must be a column of theirs")))));
    }

    /** The form again, with what is wrong with it. */
    private Response faulty(
            Frame frame, ComparisonQuery query, Fields typed, LocalDate day, Fault fault) {
        String framework = query.framework(day).map(Framework::id).orElse("");
        return visit.refuse(
                fault == Fault.AREA_UNKNOWN ? NOT_FOUND : UNPROCESSABLE,
                frame,
                ComparisonTemplates.comparison(
                        frame,
                        form(
                                framework,
                                typed,
                                PublishedResultEntity.areas(),
                                query.chosen().orElse(null),
                                frame),
                        fault,
                        null));
    }

    private static Form form(
            String framework,
            Fields typed,
            List<String> areas,
            @Nullable String area,
            Frame frame) {
        return new Form(
                Frameworks.all().stream()
                        .map(Framework::id)
                        .distinct()
                        .map(id ->
                                new Choice(
                                        id,
                                        new FrameworkTitles(id, frame.language()).framework(),
                                        id.equals(framework)))
                        .toList(),
                typed,
                areas,
                area,
                frame.language().day(NationalComparisons.EARLIEST),
                frame.language().day(NationalComparisons.LATEST));
    }

    /** To the address that one can pass on. As it stands: a path on whatever host was asked. */
    private static Response moved(String address) {
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, address)
                .build();
    }
}
