package uk.inspection.eventstore.service;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.Failures;

/** Failures that no resource answers itself, as problem details with field and rule. */
public final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    private static final Pattern LIMIT =
            Pattern.compile("\\((\\d+), from `StreamReadConstraints\\.(\\w+)");

    private Problems() {}

    private static Response response(Response.Status status, String detail, List<Violation> all) {
        return response(Requests.problem(status, detail, all));
    }

    private static Response response(HttpProblem problem) {
        return Response.status(problem.getStatusCode())
                .type(HttpProblem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    /** A body or parameter that breaks a constraint. */
    @Provider
    @Priority(1)
    public static class OfConstraints implements ExceptionMapper<ConstraintViolationException> {
        @Override
        public Response toResponse(ConstraintViolationException e) {
            List<Violation> violations =
                    e.getConstraintViolations().stream()
                            .map(v -> new Violation(field(v), v.getMessage()))
                            .sorted(Comparator.comparing(Violation::field))
                            .toList();
            return Problems.response(
                    Response.Status.BAD_REQUEST,
                    "The request breaks %d rule(s).".formatted(violations.size()),
                    violations);
        }

        /** The path within the body: without method, argument and container names. */
        private static String field(ConstraintViolation<?> violation) {
            return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                    .filter(node -> node.getKind() != ElementKind.METHOD)
                    .filter(node ->
                            !(node.getKind() == ElementKind.PARAMETER && hasMore(violation)))
                    .map(OfConstraints::name)
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
        }

        private static boolean hasMore(ConstraintViolation<?> violation) {
            Path.Node last = null;
            for (Path.Node node : violation.getPropertyPath()) {
                last = node;
            }
            return last != null && last.getKind() != ElementKind.PARAMETER;
        }

        private static String name(Path.Node node) {
            String name =
                    node.getKind() == ElementKind.CONTAINER_ELEMENT || node.getName() == null
                            ? ""
                            : node.getName();
            if (node.getIndex() != null) {
                return "[" + node.getIndex() + "]" + (name.isEmpty() ? "" : "." + name);
            }
            return node.getKey() == null ? name : String.valueOf(node.getKey());
        }
    }

    /** A body whose JSON does not have the shape asked for. */
    @Provider
    @Priority(1)
    public static class OfShape implements ExceptionMapper<MismatchedInputException> {
        @Override
        public Response toResponse(MismatchedInputException e) {
            return Problems.ofJson(e);
        }
    }

    /** A value that its field cannot hold; named apart because the nearest mapper wins. */
    @Provider
    @Priority(1)
    public static class OfFormat implements ExceptionMapper<InvalidFormatException> {
        @Override
        public Response toResponse(InvalidFormatException e) {
            return Problems.ofJson(e);
        }
    }

    /** A field that is not known; named apart because the nearest mapper wins. */
    @Provider
    @Priority(1)
    public static class OfUnknownField implements ExceptionMapper<UnrecognizedPropertyException> {
        @Override
        public Response toResponse(UnrecognizedPropertyException e) {
            return Problems.ofJson(e);
        }
    }

    /** Nobody is logged in. */
    @Provider
    @Priority(1)
    public static class OfAnonymous implements ExceptionMapper<UnauthorizedException> {
        @Override
        public Response toResponse(UnauthorizedException e) {
            return Problems.unauthorized("This needs a bearer token.");
        }
    }

    /** A token that does not convince. */
    @Provider
    @Priority(1)
    public static class OfFalseToken implements ExceptionMapper<AuthenticationFailedException> {
        @Override
        public Response toResponse(AuthenticationFailedException e) {
            return Problems.unauthorized("The bearer token is not valid here.");
        }
    }

    /** Signing in at the issuer that came to no end: not begun here, or refused there. */
    @Provider
    @Priority(1)
    public static class OfBrokenSignIn
            implements ExceptionMapper<AuthenticationCompletionException> {
        @Override
        public Response toResponse(AuthenticationCompletionException e) {
            return Problems.unauthorized("Signing in was not completed.");
        }
    }

    /** The issuer is away, and has not said yet what its tokens are known by. */
    @Provider
    @Priority(1)
    public static class OfIssuer implements ExceptionMapper<OIDCException> {
        @Override
        public Response toResponse(OIDCException e) {
            return away("The identity server is away; try again.");
        }
    }

    /** A role that may not. */
    @Provider
    @Priority(1)
    public static class OfRole implements ExceptionMapper<ForbiddenException> {
        @Override
        public Response toResponse(ForbiddenException e) {
            return Problems.response(
                    Response.Status.FORBIDDEN, "Your role may not do this.", List.of());
        }
    }

    /** No resource, or a parameter that is not of its type; the nearest mapper wins. */
    @Provider
    @Priority(1)
    public static class OfAddress implements ExceptionMapper<NotFoundException> {
        private final UriInfo uri;

        OfAddress(@Context UriInfo uri) {
            this.uri = uri;
        }

        @Override
        public Response toResponse(NotFoundException e) {
            // Where a resource was found, JAX-RS could not read a parameter: ours say themselves
            // what does not exist.
            return uri.getMatchedURIs().isEmpty()
                    ? Problems.response(
                            Response.Status.NOT_FOUND,
                            "There is nothing at this address.",
                            List.of())
                    : Problems.response(
                            Response.Status.BAD_REQUEST,
                            "A parameter of the address cannot be read.",
                            List.of(new Violation("query", "must be of the parameter's type")));
        }
    }

    /** Any other failure that JAX-RS knows a status for; malformed JSON among them. */
    @Provider
    @Priority(1)
    public static class OfWeb implements ExceptionMapper<WebApplicationException> {
        @Override
        public Response toResponse(WebApplicationException e) {
            if (e.getCause() instanceof JacksonException json) {
                return Problems.ofJson(json);
            }
            int status = e.getResponse().getStatus();
            if (status < 400) {
                return e.getResponse();
            }
            Response.Status known = Response.Status.fromStatusCode(status);
            return Problems.response(
                    known == null ? Response.Status.BAD_REQUEST : known,
                    sentence(e, status),
                    List.of());
        }

        private static String sentence(WebApplicationException e, int status) {
            return switch (status) {
                case 405 -> "This address does not take that method.";
                case 406 -> "This address cannot answer in a form you accept.";
                case 415 -> "The body must be in a form that this address takes.";
                default -> String.valueOf(e.getMessage());
            };
        }
    }

    /** A refusal that nobody has said a word about: a precondition that does not hold. */
    @Provider
    @Priority(1)
    public static class OfNothingSaid implements ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            int status = response.getStatus();
            Response.Status known = Response.Status.fromStatusCode(status);
            if (status >= 400 && known != null && !response.hasEntity()) {
                response.setEntity(
                        Requests.problem(
                                known,
                                status == 412
                                        ? "What is here is not in the state that the request names."
                                        : known.getReasonPhrase() + ".",
                                List.of()),
                        new Annotation[0],
                        HttpProblem.MEDIA_TYPE);
            }
        }
    }

    /** Whatever nobody else knows. */
    @Provider
    @Priority(1)
    public static class OfAnythingElse implements ExceptionMapper<RuntimeException> {
        @Override
        public Response toResponse(RuntimeException e) {
            return failed(e);
        }
    }

    /**
     * The same of what is declared; of one type with the above the library's own would be nearer.
     */
    @Provider
    @Priority(1)
    public static class OfAnythingChecked implements ExceptionMapper<Exception> {
        @Override
        public Response toResponse(Exception e) {
            return failed(e);
        }
    }

    /** The same of what nobody should catch, and the log should say. */
    @Provider
    @Priority(1)
    public static class OfError implements ExceptionMapper<Error> {
        @Override
        public Response toResponse(Error e) {
            return broken(e);
        }
    }

    /** The client has gone in the middle of its body, the storage is away, or it is our bug. */
    private static Response failed(Exception e) {
        if (e instanceof JacksonException json) {
            return ofJson(json);
        }
        if (e instanceof IOException) {
            LOG.debug("A request ended before its body did", e);
            return response(
                    Response.Status.BAD_REQUEST, "The body ended before its end.", List.of());
        }
        if (e instanceof Log.Unavailable own && own.getCause() == null) {
            return away(String.valueOf(own.getMessage()));
        }
        return Failures.translate(e) instanceof Log.Unavailable
                ? away("The database is away; try again.")
                : broken(e);
    }

    /** Said in the log here alone. */
    private static Response broken(Throwable e) {
        LOG.error("A request failed", e);
        return response(Response.Status.INTERNAL_SERVER_ERROR, "The request failed.", List.of());
    }

    /** The broker is away. */
    @Provider
    @Priority(1)
    public static class OfBroker implements ExceptionMapper<Topics.Unreachable> {
        @Override
        public Response toResponse(Topics.Unreachable e) {
            return away(String.valueOf(e.getMessage()));
        }
    }

    /** What depends on an event that a newer build wrote waits until this one is replaced by it. */
    @Provider
    @Priority(1)
    public static class OfUnknownEvent implements ExceptionMapper<UnknownEvent> {
        @Override
        public Response toResponse(UnknownEvent e) {
            LOG.warn(e.getMessage());
            return away(sentence(e));
        }

        static String sentence(UnknownEvent e) {
            return "A newer version of this service is needed (%s); try again."
                    .formatted(e.getMessage());
        }
    }

    private static Response away(String detail) {
        return Response.fromResponse(
                        response(Response.Status.SERVICE_UNAVAILABLE, detail, List.of()))
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    private static Response unauthorized(String detail) {
        return Response.fromResponse(response(Response.Status.UNAUTHORIZED, detail, List.of()))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Response ofJson(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamConstraintsException) {
                return ofLimit(String.valueOf(((JacksonException) cause).getOriginalMessage()));
            }
        }
        String field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        String where =
                e.getLocation() == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(
                                        e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        return switch (e) {
            case UnrecognizedPropertyException _ ->
                    response(
                            Response.Status.BAD_REQUEST,
                            "The body has a field that is not known here.",
                            List.of(new Violation(field, "must not be given")));
            case InvalidFormatException format when format.getTargetType().isEnum() ->
                    response(
                            Response.Status.BAD_REQUEST,
                            "The body has a value that is not among those allowed.",
                            List.of(new Violation(field, allowed(format.getOriginalMessage()))));
            case MismatchedInputException mismatch ->
                    response(
                            Response.Status.BAD_REQUEST,
                            "The body does not have the shape asked for" + where + ".",
                            List.of(
                                    new Violation(
                                            field.isEmpty() ? "body" : field,
                                            "must be " + kind(mismatch.getTargetType()))));
            default ->
                    response(
                            Response.Status.BAD_REQUEST,
                            "The body is not well-formed JSON" + where + ".",
                            List.of(new Violation("body", "must be well-formed JSON")));
        };
    }

    /** The parser names the limit, and what sets it. */
    private static Response ofLimit(String message) {
        Matcher said = LIMIT.matcher(message);
        String rule =
                said.find()
                        ? switch (said.group(2)) {
                            case "getMaxNestingDepth" -> "must be at most %s levels deep";
                            case "getMaxStringLength" -> "must hold texts of at most %s characters";
                            case "getMaxNameLength" -> "must hold names of at most %s characters";
                            case "getMaxNumberLength" -> "must hold numbers of at most %s digits";
                            default -> "must keep to the limit of %s";
                        }
                        : "must keep to the limits of a body";
        return response(
                Response.Status.BAD_REQUEST,
                "The body is deeper than can be taken, or holds something longer.",
                List.of(
                        new Violation(
                                "body", rule.formatted(said.hasMatch() ? said.group(1) : ""))));
    }

    private static String allowed(String message) {
        int from = message.indexOf('[');
        return from < 0 ? "must be an allowed value" : "must be one of " + message.substring(from);
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "text";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class) {
            return "a whole number";
        }
        return switch (type.getSimpleName()) {
            case "LocalDate" -> "a date such as 2009-06-24";
            case "Instant" -> "an instant such as 2009-06-24T09:00:00Z";
            case "boolean", "Boolean" -> "true or false";
            case "List", "ArrayList" -> "a list";
            default -> "an object";
        };
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
