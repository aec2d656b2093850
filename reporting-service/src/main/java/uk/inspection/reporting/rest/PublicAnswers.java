package uk.inspection.reporting.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.projection.Snapshot;

/**
 * Conditional answers about all published results of a framework, the same for everybody: any cache
 * may keep one for a minute. Who holds the newest state is told so (304) after one look at an
 * index; anyone else is answered from a snapshot, so that a tag stands for exactly one body.
 *
 * <p>A date is given out only where the day of comparison is named: without one the answer changes
 * with the day, and no result is modified for it. The clock is the wall clock here, which HTTP goes
 * by, and never the business clock.
 */
@RequestScoped
class PublicAnswers {
    private static final String A_MINUTE = "public, max-age=60";

    private final HttpHeaders headers;

    PublicAnswers(HttpHeaders headers) {
        this.headers = headers;
    }

    /** Which results an answer is about; {@code named} says whether the caller named the day. */
    record Cut(String framework, LocalDate asOf, boolean named) {}

    private record State(EntityTag tag, @Nullable Instant modified) {}

    /** Answers with results, unless the caller holds their newest state. */
    Response results(Cut cut, Supplier<Response.ResponseBuilder> whole) {
        State newest = state(cut);
        return holds(newest)
                ? answer(Response.notModified(), newest)
                : Snapshot.read(() -> answer(whole.get(), state(cut)));
    }

    /** Answers with one result, unless the caller holds this version of it. */
    Response result(long version, Supplier<Response.ResponseBuilder> whole) {
        var state = new State(new EntityTag(Long.toString(version)), null);
        return answer(holds(state) ? Response.notModified() : whole.get(), state);
    }

    /** The date is in the tag as well: a log put back from its topic counts positions anew. */
    private static State state(Cut cut) {
        return PublishedResultEntity.newest(cut.framework())
                .map(newest ->
                        new State(
                                new EntityTag(
                                        "%s-%d-%d"
                                                .formatted(
                                                        cut.asOf(),
                                                        newest.position(),
                                                        newest.modifiedAt().getEpochSecond())),
                                cut.named() ? newest.modifiedAt() : null))
                .orElseGet(() -> new State(new EntityTag(cut.asOf() + "-0"), null));
    }

    /** Where the caller sends both, the tag alone decides. */
    private boolean holds(State newest) {
        List<String> tags = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        if (tags != null && !tags.isEmpty()) {
            String strong = "\"" + newest.tag().getValue() + "\"";
            return tags.stream()
                    .flatMap(line -> Stream.of(line.split(",")))
                    .map(String::strip)
                    .anyMatch(tag ->
                            tag.equals("*") || tag.equals(strong) || tag.equals("W/" + strong));
        }
        Instant since = date(headers.getHeaderString(HttpHeaders.IF_MODIFIED_SINCE));
        return since != null
                && newest.modified() != null
                && !newest.modified().isAfter(since)
                && !since.isAfter(Instant.now());
    }

    /** A date that cannot be read asks for nothing. */
    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Response answer(Response.ResponseBuilder response, State state) {
        response.tag(state.tag()).header(HttpHeaders.CACHE_CONTROL, A_MINUTE);
        // A date that runs ahead of the clock is not given out until the clock has caught up.
        if (state.modified() != null && !state.modified().isAfter(Instant.now())) {
            response.lastModified(Date.from(state.modified()));
        }
        return response.build();
    }
}
