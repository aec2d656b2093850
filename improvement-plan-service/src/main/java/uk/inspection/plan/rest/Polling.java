package uk.inspection.plan.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Waiting;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanEntity.Mark;
import uk.inspection.plan.projection.PlanEntity.Newest;
import uk.inspection.plan.projection.Snapshot;
import uk.inspection.plan.store.Plans;

/**
 * Conditional answers. A caller who holds the newest state is told so (304) after one look at an
 * index, which those who ask for all plans at the same time share; anyone else is answered from a
 * snapshot, so that a tag stands for exactly one body. The plan's own tag is its version, which is
 * what {@code If-Match} names.
 *
 * <p>A date tells less than a tag: it has whole seconds, and where a second saw many changes it
 * runs ahead of the clock, is not given out until the clock has caught up, and is not gone by. The
 * clock is the wall clock here, which HTTP goes by, and never the business clock.
 */
@RequestScoped
class Polling implements Waiting {
    private static final int DIGEST_BYTES = 16;

    /** Those who poll all plans poll at the same time, and all are told the same. */
    private static final SharedLookUp<Optional<Newest>> NEWEST =
            new SharedLookUp<>(PlanEntity::newest);

    private final Plans plans;
    private final Requests requests;
    private final HttpHeaders headers;

    Polling(Plans plans, Requests requests, HttpHeaders headers) {
        this.plans = plans;
        this.requests = requests;
        this.headers = headers;
    }

    /** Which plans an answer is about. Callers who see different plans get different tags. */
    sealed interface Cut {
        record AllAreas() implements Cut {}

        record OneArea(String area) implements Cut {}

        record NoArea() implements Cut {}
    }

    private record State(EntityTag tag, @Nullable Instant modified) {}

    /** What the caller may see of the area he asks for, or of all where he asks for none. */
    Cut cut(@Nullable String area) {
        if (!requests.hasRole(Roles.YOT)) {
            return area == null ? new Cut.AllAreas() : new Cut.OneArea(area);
        }
        String own = requests.ownArea();
        return area == null || area.equals(own) ? new Cut.OneArea(own) : new Cut.NoArea();
    }

    /** How new the plan is, where the caller may know of it. */
    Mark visible(String inspection) {
        return PlanEntity.mark(inspection)
                .filter(mark -> sees(mark.area()))
                .orElseThrow(Polling::missing);
    }

    /**
     * Who may see the plan, or would if the inspection that is announced had one; of a self-audit
     * there is none. Before the announcement there is nothing to be known, and no service knows
     * that it will be its own. How cases are judged and a report comes along is for the
     * inspectorate.
     */
    @Override
    public boolean mayWaitFor(String inspection, Class<?> resource, Set<String> topics) {
        if (!topics.isEmpty() && !inspectorate()) {
            return false;
        }
        return PlanEntity.mark(inspection)
                .map(mark -> sees(mark.area()))
                .orElseGet(() ->
                        plans.firstOfCases(inspection)
                                .map(this::willSee)
                                .orElseGet(() -> !requests.hasRole(Roles.YOT)));
    }

    private boolean willSee(StoredEvent first) {
        return Plans.announcement(first)
                .filter(announced -> announced.kind() != InspectionKind.SELF_AUDIT)
                .filter(announced -> sees(announced.area()))
                .isPresent();
    }

    private boolean inspectorate() {
        return requests.hasRole(Roles.INSPECTOR)
                || requests.hasRole(Roles.LEAD_INSPECTOR)
                || requests.hasRole(Roles.CHIEF_INSPECTOR);
    }

    private boolean sees(String area) {
        return !requests.hasRole(Roles.YOT) || area.equals(requests.ownArea());
    }

    /** Answers with plans, unless the caller holds their newest state. */
    Response plans(Cut cut, Supplier<Response.ResponseBuilder> whole) {
        State newest = cut instanceof Cut.AllAreas ? state("all", NEWEST.get()) : state(cut);
        return holds(newest)
                ? answer(Response.notModified(), newest)
                : Snapshot.read(() -> answer(whole.get(), state(cut)));
    }

    /** Answers with one plan, unless the caller holds its newest state. */
    Response plan(String inspection, Function<PlanEntity, Response.ResponseBuilder> whole) {
        Mark mark = visible(inspection);
        State newest = state(mark.version(), mark.modifiedAt());
        if (holds(newest)) {
            return answer(Response.notModified(), newest);
        }
        PlanEntity row = PlanEntity.findById(inspection);
        if (row == null) {
            throw missing();
        }
        return answer(whole.apply(row), state(row.version, row.modifiedAt));
    }

    /** Answers with what a tag stands for, unless the caller holds it. */
    Response tagged(String tag, Supplier<Response.ResponseBuilder> whole) {
        var state = new State(new EntityTag(tag), null);
        return answer(holds(state) ? Response.notModified() : whole.get(), state);
    }

    private static State state(Cut cut) {
        return switch (cut) {
            case Cut.AllAreas() -> state("all", PlanEntity.newest());
            case Cut.OneArea(String area) -> state(digest(area), PlanEntity.newest(area));
            case Cut.NoArea() -> new State(new EntityTag("none"), null);
        };
    }

    /**
     * The date is in the tag as well: it tells a log that was put back from its topic, and counts
     * its positions anew, from the one before.
     */
    private static State state(String whose, Optional<Newest> newest) {
        return newest.map(one ->
                        new State(
                                new EntityTag(
                                        "%s-%d-%d"
                                                .formatted(
                                                        whose,
                                                        one.position(),
                                                        one.modifiedAt().getEpochSecond())),
                                one.modifiedAt()))
                .orElseGet(() -> new State(new EntityTag(whose + "-0"), null));
    }

    private static State state(long version, Instant modified) {
        return new State(new EntityTag(Long.toString(version)), modified);
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
        var control = new CacheControl();
        control.setPrivate(true);
        control.setNoCache(true);
        control.setNoTransform(false);
        response.tag(state.tag())
                .cacheControl(control)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        if (state.modified() != null && !state.modified().isAfter(Instant.now())) {
            response.lastModified(Date.from(state.modified()));
        }
        return response.build();
    }

    private static RuntimeException missing() {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.MISSING,
                        "There is no improvement plan for this inspection.",
                        List.of()));
    }

    private static String digest(String area) {
        try {
            byte[] whole =
                    MessageDigest.getInstance("SHA-256")
                            .digest(area.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
