package uk.inspection.eventstore.service;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.postgres.AuditTrail;

/**
 * Records who reads what is {@link Recorded}, between the resource's answer and its first byte.
 * Where that cannot be written the answer is not given, but 503 in its place.
 *
 * <p>It waits without a thread, for a refusal may be on its way on one that must not wait. An
 * answer of which nobody is known to get it (401) is not recorded, nor one that shows nothing
 * because the service failed. It comes before what makes a page of a problem.
 */
class ReadFilter {
    private static final int BEFORE_PAGES = 10_000; // answers are filtered from the highest down
    private static final int FAILED = 500;
    private static final Logger LOG = Logger.getLogger(ReadFilter.class);

    private final EventStore eventStore;
    private final Requests requests;

    ReadFilter(EventStore eventStore, Requests requests) {
        this.eventStore = eventStore;
        this.requests = requests;
    }

    @ServerResponseFilter(priority = BEFORE_PAGES)
    @Nullable Uni<Void> record(
            ResourceInfo resource, UriInfo uri, ContainerResponseContext response) {
        Method method = resource.getResourceMethod();
        if (method == null
                || !method.isAnnotationPresent(Recorded.class)
                || response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()
                || response.getStatus() >= FAILED
                || requests.anonymous()) {
            return null;
        }
        String deputy;
        try {
            deputy = requests.deputy();
        } catch (HttpProblem nobody) {
            replace(response, nobody);
            return null;
        }
        return Uni.createFrom()
                .completionStage(() ->
                        eventStore.audit().record(read(method, uri, response.getStatus(), deputy)))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf(failure, "A read is not answered");
                    replace(response, unrecorded());
                    return null;
                });
    }

    private AuditTrail.Read read(Method method, UriInfo uri, int status, @Nullable String deputy) {
        String subject = requests.subject();
        return new AuditTrail.Read(
                deputy == null ? subject : deputy,
                deputy == null ? null : subject,
                requests.roles(),
                requests.requestId(),
                method.getAnnotation(Operation.class).operationId(),
                named(method, uri, "inspectionId", "id", "inspection"),
                named(method, uri, "caseId", "case"),
                status);
    }

    /**
     * By the path, or by a parameter that the method asks for. What else stands in the address was
     * not looked at: one who reads all cases must not be recorded as a reader of one.
     */
    private static @Nullable String named(Method method, UriInfo uri, String... names) {
        return Stream.concat(
                        Stream.of(names).map(uri.getPathParameters()::getFirst),
                        Stream.of(names)
                                .filter(name -> asksFor(method, name))
                                .map(uri.getQueryParameters()::getFirst))
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static boolean asksFor(Method method, String name) {
        return Stream.of(method.getParameters())
                .map(parameter -> parameter.getAnnotation(QueryParam.class))
                .anyMatch(asked -> asked != null && asked.value().equals(name));
    }

    private static HttpProblem unrecorded() {
        return HttpProblem.builder()
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withTitle(Response.Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail(
                        "Who reads this is recorded, and that cannot be written now; try again.")
                .withHeader(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    /** Nothing of the answer is left, its headers neither. */
    private static void replace(ContainerResponseContext response, HttpProblem problem) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        List.copyOf(headers.keySet()).forEach(headers::remove);
        problem.getHeaders().forEach(headers::putSingle);
        response.setStatus(problem.getStatusCode());
        response.setEntity(problem, new Annotation[0], HttpProblem.MEDIA_TYPE);
    }
}
