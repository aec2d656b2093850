package uk.inspection.reporting.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.Place;

/** The id of a live event: a place in the order of changes. */
final class LiveId {
    private static final Pattern FORM =
            Pattern.compile("(?<position>0|[1-9]\\d{0,17})-(?<digest>[0-9a-f]{16})");

    private LiveId() {}

    static String of(Place place) {
        return place.position() + "-" + place.digest();
    }

    /** The place an id names. */
    static Place place(String field, String id) {
        Matcher form = FORM.matcher(id);
        if (!form.matches()) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "This event id was not given out by this stream.",
                            List.of(new Violation(field, "must be the id of an event"))));
        }
        return new Place(Long.parseLong(form.group("position")), form.group("digest"));
    }
}
