package uk.inspection.reporting.web;

import java.util.List;
import java.util.regex.Pattern;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;

/**
 * One event of an inspection, and all that its order puts before it. It is named by the event and
 * not by its number: other services' events may yet come before it, and do not change its name.
 */
public record Moment(String topic, long version) {
    private static final Pattern NAME = Pattern.compile("([a-z][a-z-]{0,99})/([1-9]\\d{0,17})");

    /** Reads {@code TOPIC/VERSION}. */
    static Moment named(String name) {
        var parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "This is no moment of a history.",
                            List.of(
                                    new Violation(
                                            "at",
                                            "must be a topic and a version, such as"
                                                    + " score-events/17"))));
        }
        return new Moment(parts.group(1), Long.parseLong(parts.group(2)));
    }

    String name() {
        return topic + "/" + version;
    }

    /** What its row in the list is called. */
    String anchor() {
        return topic + "-" + version;
    }
}
