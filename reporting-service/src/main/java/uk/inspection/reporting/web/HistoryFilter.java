package uk.inspection.reporting.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.HistoryEntity.Outline;
import uk.inspection.reporting.rest.HistoryResource;

/**
 * Which events of a history to list; what is absent leaves all.
 *
 * @param from and {@code to}: days of business time in London, both inclusive
 */
public record HistoryFilter(
        @Nullable String service,
        @Nullable String type,
        @Nullable String actor,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {
    static final ZoneId LONDON = ZoneId.of("Europe/London");

    /** As a form sends it: what was not chosen is empty. */
    static HistoryFilter of(
            @Nullable String service,
            @Nullable String type,
            @Nullable String actor,
            @Nullable String from,
            @Nullable String to) {
        return new HistoryFilter(
                chosen(service), chosen(type), chosen(actor), day("from", from), day("to", to));
    }

    boolean leaves(Outline event) {
        return (service == null || service.equals(HistoryResource.service(event.topic())))
                && (type == null || type.equals(event.type()))
                && (actor == null || actor.equals(event.actor()))
                && (from == null || !day(event.occurredAt()).isBefore(from))
                && (to == null || !day(event.occurredAt()).isAfter(to));
    }

    /**
     * For an address: empty where nothing was chosen, otherwise each pair with {@code &} before.
     */
    String query() {
        return Stream.of(
                        pair("service", service),
                        pair("type", type),
                        pair("actor", actor),
                        pair("from", from),
                        pair("to", to))
                .filter(Objects::nonNull)
                .map(pair -> "&" + pair)
                .collect(Collectors.joining());
    }

    private static @Nullable String pair(String name, @Nullable Object value) {
        return value == null ? null : Frame.pair(name, value.toString());
    }

    private static @Nullable String chosen(@Nullable String sent) {
        return sent == null || sent.isBlank() ? null : sent;
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(LONDON).toLocalDate();
    }

    private static @Nullable LocalDate day(String field, @Nullable String sent) {
        String text = chosen(sent);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "This is no day.",
                            List.of(new Violation(field, "must be a day such as 2009-06-24"))));
        }
    }
}
