package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.Framework.Band;

/** What is wrong with a framework document so far, each with its place in it. */
final class Faults {
    /** Faults told at most. */
    static final int MAX = 50;

    private static final int LABEL_MAX = 100;
    private static final int TEXT_MAX = 500;
    private static final int PERCENT_MAX = 100;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final List<Violation> all = new ArrayList<>();

    List<Violation> all() {
        return List.copyOf(all);
    }

    void add(String place, String rule) {
        if (all.size() < MAX) {
            all.add(new Violation(place, rule));
        }
    }

    void require(boolean holds, String place, String rule) {
        if (!holds) {
            add(place, rule);
        }
    }

    void between(int least, int most, int value, String place) {
        require(
                least <= value && value <= most,
                place,
                "must be from %d to %d".formatted(least, most));
    }

    void text(String place, String text) {
        require(readable(text, TEXT_MAX), place, rule(TEXT_MAX));
    }

    /** A remark, such as whether a rule is verified; there may be none. */
    void remark(String place, @Nullable String text) {
        if (text != null) {
            text(place, text);
        }
    }

    /** Whether a list has something in it and is short enough to be looked at item by item. */
    boolean size(String list, List<?> items, int most) {
        boolean holds = !items.isEmpty() && items.size() <= most;
        require(holds, list, "must hold 1 to %d items".formatted(most));
        return holds;
    }

    /** Ids that are well-formed and each there once. */
    <T> Set<String> ids(String list, List<T> items, Function<T, String> id) {
        return named(
                list,
                items,
                id,
                "id",
                name -> ID.matcher(name).matches(),
                "must be 1 to 64 letters, digits, dots, underscores and dashes");
    }

    /** Labels that are text and each there once. */
    <T> Set<String> labels(String list, List<T> items, Function<T, String> label) {
        return named(
                list, items, label, "label", name -> readable(name, LABEL_MAX), rule(LABEL_MAX));
    }

    /** What looks like nothing, or like another text, is told from it by nobody. */
    private static boolean readable(String text, int most) {
        return text.length() <= most
                && text.equals(text.strip())
                && text.codePoints().anyMatch(Character::isLetterOrDigit)
                && text.codePoints()
                        .map(Character::getType)
                        .noneMatch(type -> type == Character.CONTROL || type == Character.FORMAT);
    }

    private static String rule(int most) {
        return ("must be text of 1 to %d characters, a letter or digit among them, without space"
                        + " around it and without control or format characters")
                .formatted(most);
    }

    private <T> Set<String> named(
            String list,
            List<T> items,
            Function<T, String> name,
            String field,
            Predicate<String> wellFormed,
            String rule) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            String of = name.apply(items.get(i));
            String place = "%s[%d].%s".formatted(list, i, field);
            require(wellFormed.test(of), place, rule);
            Integer before = first.putIfAbsent(of, i);
            require(
                    before == null,
                    place,
                    "must be another than that of %s[%d]".formatted(list, before));
        }
        return first.keySet();
    }

    /**
     * That the ids of a list are none of the lists before it.
     *
     * @param places of the ids of those lists, by id; the list's own are added
     */
    <T> void apart(Map<String, String> places, String list, List<T> items, Function<T, String> id) {
        var own = new LinkedHashMap<String, String>();
        for (int i = 0; i < items.size(); i++) {
            String item = "%s[%d]".formatted(list, i);
            String before = places.get(id.apply(items.get(i)));
            require(before == null, item + ".id", "must be another than that of " + before);
            own.putIfAbsent(id.apply(items.get(i)), item);
        }
        own.forEach(places::putIfAbsent);
    }

    void known(Set<String> names, String name, String place, String what) {
        require(names.contains(name), place, "must be " + what);
    }

    /** Names of what exists, at least one of them. */
    void known(Set<String> known, List<String> names, String list, String what) {
        require(!names.isEmpty(), list, "must not be empty");
        for (int i = 0; i < names.size(); i++) {
            known(known, names.get(i), "%s[%d]".formatted(list, i), what);
        }
    }

    /**
     * What belongs to what is a tree. A child that names another child as its parent is at fault,
     * and if that leads back to itself, the whole way round is told.
     *
     * @param field in which a child names its parent
     * @param what the parents are, such as {@code a section}
     */
    <T> void belong(
            String list,
            List<T> children,
            Function<T, String> id,
            String field,
            Function<T, String> parent,
            Set<String> parents,
            String what) {
        var belongsTo = new HashMap<String, String>();
        children.forEach(child -> belongsTo.put(id.apply(child), parent.apply(child)));
        for (int i = 0; i < children.size(); i++) {
            String named = parent.apply(children.get(i));
            if (!parents.contains(named)) {
                List<String> way = wayRound(id.apply(children.get(i)), named, belongsTo);
                add(
                        "%s[%d].%s".formatted(list, i, field),
                        way.isEmpty()
                                ? "must be " + what
                                : "must not be a cycle: " + String.join(" belongs to ", way));
            }
        }
    }

    /** From a child by what each belongs to back to itself; empty where the way ends elsewhere. */
    private static List<String> wayRound(
            String from, String parent, Map<String, String> belongsTo) {
        var way = new LinkedHashSet<String>(List.of(from));
        String next = parent;
        while (next != null && way.add(next)) {
            next = belongsTo.get(next);
        }
        if (!from.equals(next)) {
            return List.of();
        }
        var round = new ArrayList<>(way);
        round.add(from);
        return round;
    }

    /** Every whole percent lies in exactly one band, in whatever order the bands stand. */
    void coverEveryPercentOnce(String list, List<Band> bands) {
        boolean proper = !bands.isEmpty();
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            String place = "%s[%d]".formatted(list, i);
            between(0, PERCENT_MAX, band.from(), place + ".from");
            between(0, PERCENT_MAX, band.to(), place + ".to");
            require(band.from() <= band.to(), place + ".from", "must not be above to");
            remark(place + ".status", band.status());
            proper &= 0 <= band.from() && band.from() <= band.to() && band.to() <= PERCENT_MAX;
        }
        if (proper) {
            coverInTurn(list, bands);
        }
    }

    private void coverInTurn(String list, List<Band> bands) {
        List<Integer> lowestFirst =
                IntStream.range(0, bands.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> bands.get(i).from()))
                        .toList();
        int next = 0;
        int highest = lowestFirst.getFirst();
        for (int i : lowestFirst) {
            Band band = bands.get(i);
            String place = "%s[%d].from".formatted(list, i);
            if (band.from() < next) {
                add(
                        place,
                        "must be above %d: it overlaps %s"
                                .formatted(next - 1, bands.get(highest).label()));
            }
            if (band.from() > next) {
                add(place, "must be %d: a percent below it has no band".formatted(next));
            }
            if (band.to() >= next) {
                next = band.to() + 1;
                highest = i;
            }
        }
        require(
                next == PERCENT_MAX + 1,
                "%s[%d].to".formatted(list, highest),
                "must be 100: a percent above it has no band");
    }
}
