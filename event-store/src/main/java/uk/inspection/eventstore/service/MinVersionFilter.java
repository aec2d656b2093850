package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Progress;
import uk.inspection.eventstore.Progress.Behind;
import uk.inspection.eventstore.Progress.Wanted;
import uk.inspection.eventstore.Refusal.Violation;

/**
 * Holds a read back until what it asks for by {@code minVersion} is reached, or says how far it is.
 * What the read itself answers is read afterwards and anew: whether the caller may wait is asked in
 * transactions of their own, whose connection and entities are gone before he waits.
 */
@MinVersion
@Provider
@Priority(Priorities.USER + 1) // after the address was looked through
public class MinVersionFilter implements ContainerRequestFilter {
    static final String PARAMETER = "minVersion";

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Pattern FORM = Pattern.compile("(?:([A-Za-z0-9._-]+)/)?(\\d{1,18})");

    private final EventStore eventStore;
    private final Waiting waiting;
    private final Requests requests;
    private final ResourceInfo resource;

    /** Who waits holds a virtual thread of a few kilobytes and no connection to the database. */
    private final Attendance attendance;

    MinVersionFilter(
            EventStore eventStore,
            Waiting waiting,
            Requests requests,
            Limits limits,
            MeterRegistry metrics,
            @Context ResourceInfo resource) {
        this.eventStore = eventStore;
        this.waiting = waiting;
        this.requests = requests;
        this.resource = resource;
        this.attendance = new Attendance(limits.versions());
        attendance.show(metrics, "event.store.readers.waiting");
    }

    /** What is asked for and not reached, as it was asked for. */
    record BehindView(String minVersion, long reached) {
        static BehindView of(Behind behind) {
            return new BehindView(text(behind.wanted()), behind.reached());
        }
    }

    @Override
    public void filter(ContainerRequestContext request) {
        List<String> values = request.getUriInfo().getQueryParameters().get(PARAMETER);
        if (values == null) {
            return;
        }
        Progress progress = eventStore.progress();
        List<Wanted> wanted = wanted(values, progress.upstreamTopics());
        String stream = stream(request.getUriInfo().getPathParameters());
        if (!mayWaitFor(stream, wanted)) {
            return;
        }
        List<Behind> behind = progress.behind(stream, wanted);
        if (!behind.isEmpty()) {
            await(progress, stream, wanted, behind).ifPresent(request::abortWith);
        }
    }

    /** The answer to who was not served; none where the resource answers. */
    private Optional<Response> await(
            Progress progress, String stream, List<Wanted> wanted, List<Behind> behind) {
        String subject = requests.subject();
        if (attendance.enter(subject) != Attendance.Admission.ADMITTED) {
            return Optional.of(later("Too many readers are waiting for a version.", behind));
        }
        List<Behind> left;
        try {
            left = progress.await(stream, behind, LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(later("The service is stopping.", behind));
        } finally {
            attendance.leave(subject);
        }
        // Whose it is may have become known meanwhile.
        return left.isEmpty() || !mayWaitFor(stream, wanted)
                ? Optional.empty()
                : Optional.of(later(sentence(left), left));
    }

    private boolean mayWaitFor(String stream, List<Wanted> wanted) {
        Set<String> topics =
                wanted.stream()
                        .map(Wanted::topic)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        return QuarkusTransaction.requiringNew()
                .call(() -> waiting.mayWaitFor(stream, resource.getResourceClass(), topics));
    }

    private static String stream(MultivaluedMap<String, String> path) {
        String inspection = path.getFirst("inspectionId");
        return inspection == null ? path.getFirst("id") : inspection;
    }

    /** One of each topic: of several, the highest. */
    private static List<Wanted> wanted(List<String> values, List<String> topics) {
        return List.copyOf(
                values.stream()
                        .map(value -> wanted(value, topics))
                        .collect(
                                Collectors.toMap(
                                        one -> String.valueOf(one.topic()),
                                        Function.identity(),
                                        (a, b) -> a.version() < b.version() ? b : a,
                                        LinkedHashMap::new))
                        .values());
    }

    private static Wanted wanted(String value, List<String> topics) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            throw malformed(
                    "This minVersion is neither a version nor a topic with one.",
                    "must be a version such as 17"
                            + (topics.isEmpty()
                                    ? ""
                                    : ", or a topic and a version such as %s/17"
                                            .formatted(topics.getFirst())));
        }
        String topic = form.group(1);
        if (topic != null && !topics.contains(topic)) {
            throw malformed(
                    "This service does not read the topic that minVersion names.",
                    topics.isEmpty()
                            ? "must name no topic: this service reads none"
                            : "must name one of " + String.join(", ", topics));
        }
        return new Wanted(topic, Long.parseLong(form.group(2)));
    }

    private static HttpProblem malformed(String sentence, String rule) {
        return Requests.problem(
                Response.Status.BAD_REQUEST, sentence, List.of(new Violation(PARAMETER, rule)));
    }

    /** Not thrown: it is no failure, and would be logged as one. */
    private static Response later(String detail, List<Behind> behind) {
        return HttpProblem.builder()
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withTitle(Response.Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail(detail)
                .with("behind", behind.stream().map(BehindView::of).toList())
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build()
                .toResponse();
    }

    private static String sentence(List<Behind> behind) {
        return behind.stream()
                .map(one ->
                        "Version %d%s is asked for, and %s."
                                .formatted(
                                        one.wanted().version(),
                                        of(one.wanted().topic()),
                                        one.reached() == 0
                                                ? "none is reached here yet"
                                                : "version %d is reached here"
                                                        .formatted(one.reached())))
                .collect(Collectors.joining(" "));
    }

    private static String of(@Nullable String topic) {
        return topic == null ? "" : " of " + topic;
    }

    private static String text(Wanted wanted) {
        return wanted.topic() == null
                ? Long.toString(wanted.version())
                : wanted.topic() + "/" + wanted.version();
    }
}
