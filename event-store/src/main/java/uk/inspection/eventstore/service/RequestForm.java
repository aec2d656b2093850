package uk.inspection.eventstore.service;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a problem what those behind it cannot read, and would answer without a word or as a
 * fault of their own: a host that is none, an {@code Accept} that names no types, a token of dots.
 */
@ApplicationScoped
class RequestForm {
    private static final int BEFORE_ALL_ELSE = 11_000;
    private static final String TOKEN = "[\\w!#$%&'*+.^`|~-]+";
    private static final Pattern TYPE =
            Pattern.compile(
                    "\\*|" + TOKEN + "/" + TOKEN + "|(\\*|" + TOKEN + "/" + TOKEN + ")\\s*;.*");
    private static final int PARTS_MIN = 2;

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ELSE);
    }

    /** Of a host that is none, which is known before anybody is asked. */
    void answer(@Observes Router router) {
        router.route()
                .order(Integer.MIN_VALUE)
                .failureHandler(context -> {
                    if (context.statusCode() == 400 && !context.response().headWritten()) {
                        refuse(context, 400, "Host", "must be a host");
                    } else {
                        context.next();
                    }
                });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!areTypes(request.headers().get(HttpHeaders.ACCEPT))) {
            refuse(context, 400, "Accept", "must be media types such as application/json");
        } else if (!mayBeToken(request.headers().get(HttpHeaders.AUTHORIZATION))) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            refuse(context, 401, "Authorization", "must be a token that holds");
        } else {
            context.next();
        }
    }

    private static boolean areTypes(@Nullable String accept) {
        return accept == null
                || accept.isBlank()
                || Arrays.stream(accept.split(",", -1))
                        .allMatch(type -> TYPE.matcher(type.strip()).matches());
    }

    /**
     * The reader takes the first two parts of a token without looking. What has them is for it to
     * check: what is refused here has not come to a route, and is counted by its whole address.
     */
    private static boolean mayBeToken(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return true;
        }
        String token = authorization.substring(7);
        return !token.contains(".") || new StringTokenizer(token, ".").countTokens() >= PARTS_MIN;
    }

    private static void refuse(RoutingContext context, int status, String field, String rule) {
        context.request().resume(); // its body goes by unread, or the answer might be lost
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(
                        """
                        {"status":%d,"title":"%s","detail":"The request cannot be read.",\
                        "violations":[{"field":"%s","rule":"%s"}]}\
                        """
                                .formatted(
                                        status,
                                        status == 401 ? "Unauthorized" : "Bad Request",
                                        field,
                                        rule));
    }
}
