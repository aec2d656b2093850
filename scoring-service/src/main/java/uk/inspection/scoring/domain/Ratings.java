package uk.inspection.scoring.domain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What inspectors said of whole standards: the latest rating of each that is judged by evidence,
 * and the latest adjustment of each that is assessed by cases. A standard that could not be rated
 * is as one that was never judged.
 *
 * @param judged standard to label of its rating
 * @param adjusted standard to adjustment
 */
public record Ratings(Map<String, String> judged, Map<String, Adjustment> adjusted) {
    static final Ratings NONE = new Ratings(Map.of(), Map.of());

    public Ratings {
        judged = Map.copyOf(judged);
        adjusted = Map.copyOf(adjusted);
    }

    /** In effect for as long as the cases give {@code from}. */
    public record Adjustment(String from, String to) {}

    Ratings judge(String standard, @Nullable String rating) {
        return new Ratings(with(judged, standard, rating), adjusted);
    }

    /** {@code from} again as {@code to} takes an earlier adjustment back. */
    Ratings adjust(String standard, String from, String to) {
        return new Ratings(
                judged,
                with(adjusted, standard, from.equals(to) ? null : new Adjustment(from, to)));
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, @Nullable T value) {
        var changed = new HashMap<>(map);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return changed;
    }
}
