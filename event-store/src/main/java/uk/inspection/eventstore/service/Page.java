package uk.inspection.eventstore.service;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;

/**
 * A page of a list, in the order of a whole number that each row has.
 *
 * @param next cursor of the page after it; absent on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** Items on a page where the caller asks for no number. */
    public static final String LIMIT_DEFAULT = "50";

    /** Items on a page at most. */
    public static final int LIMIT_MAX = 100;

    /** Cuts a page out of {@code limit + 1} rows read. */
    public static <T> Page<T> of(List<T> rows, int limit, ToLongFunction<T> place) {
        return rows.size() <= limit
                ? new Page<>(rows, null)
                : new Page<>(
                        rows.subList(0, limit), cursor(place.applyAsLong(rows.get(limit - 1))));
    }

    /** The place a cursor names; {@code start} without one. */
    public static long place(@Nullable String cursor, long start) {
        if (cursor == null) {
            return start;
        }
        try {
            return Long.parseLong(
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    /** The problem that a cursor of another list is. */
    public static RuntimeException foreign() {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.INVALID,
                        "This cursor was not given out by this list.",
                        List.of(new Violation("cursor", "must be the next of an earlier page"))));
    }

    /** Cuts a page out of {@code limit + 1} rows read, in the order of a text of each row. */
    public static <T> Page<T> ofText(List<T> rows, int limit, Function<T, String> place) {
        return rows.size() <= limit
                ? new Page<>(rows, null)
                : new Page<>(rows.subList(0, limit), cursor(place.apply(rows.get(limit - 1))));
    }

    /** The text of a cursor. */
    public static String text(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    private static String cursor(long place) {
        return cursor(Long.toString(place));
    }

    private static String cursor(String place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }
}
