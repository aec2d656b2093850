package uk.inspection.scoring.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** The answers to a reader who may have what he asked for in a moment. */
final class Later {
    private static final int RETRY_AFTER_SECONDS = 1;

    private Later() {}

    static HttpProblem problem(String detail) {
        return problem(Response.Status.SERVICE_UNAVAILABLE, detail);
    }

    /** To one who takes more than his share. */
    static HttpProblem tooMany(String detail) {
        return problem(Response.Status.TOO_MANY_REQUESTS, detail);
    }

    private static HttpProblem problem(Response.Status status, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail)
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
