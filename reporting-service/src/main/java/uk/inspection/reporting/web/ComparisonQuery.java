package uk.inspection.reporting.web;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;

/**
 * What someone asks of the national comparison: by its address, or by its form, which names a day
 * in three fields.
 */
@NullUnmarked // fields are filled by the request
public class ComparisonQuery {
    private static final Fields NOTHING = new Fields("", "", "");

    @QueryParam("framework")
    String framework;

    @QueryParam("asOf")
    String asOf;

    @QueryParam("asOf-day")
    String day;

    @QueryParam("asOf-month")
    String month;

    @QueryParam("asOf-year")
    String year;

    @QueryParam("area")
    @DefaultValue("")
    String area;

    @QueryParam("sort")
    @DefaultValue("area")
    String sort;

    @QueryParam(Frame.LANGUAGE)
    String language;

    /** A day as the form shows it. */
    public record Fields(String day, String month, String year) {}

    /** A day that is none. */
    static final class NoDay extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Whether the form named a day. */
    boolean typed() {
        return !fields().equals(NOTHING);
    }

    /** The chosen area; empty for none. */
    Optional<String> chosen() {
        return Optional.of(area.strip()).filter(name -> !name.isEmpty());
    }

    /**
     * The day asked for; empty where none is.
     *
     * @throws NoDay where what is asked for is none
     */
    Optional<LocalDate> date() throws NoDay {
        try {
            if (!typed()) {
                return Optional.ofNullable(asOf)
                        .filter(text -> !text.isEmpty())
                        .map(LocalDate::parse);
            }
            Fields fields = fields();
            return Optional.of(
                    LocalDate.of(
                            Integer.parseInt(fields.year()),
                            Integer.parseInt(fields.month()),
                            Integer.parseInt(fields.day())));
        } catch (DateTimeException | NumberFormatException e) {
            throw new NoDay();
        }
    }

    /** What was typed, also where it is no day. */
    Fields fields() {
        return new Fields(typed(day), typed(month), typed(year));
    }

    static Fields fields(LocalDate day) {
        return new Fields(
                Integer.toString(day.getDayOfMonth()),
                Integer.toString(day.getMonthValue()),
                Integer.toString(day.getYear()));
    }

    /** The framework asked for; where none is, the newest that was in force by the day. */
    Optional<Framework> framework(LocalDate on) {
        if (framework != null) {
            return Frameworks.newest(framework);
        }
        Framework oldest = Frameworks.all().getFirst();
        return Optional.of(
                Frameworks.all().stream()
                        .filter(one -> !one.inForce().from().isAfter(on))
                        .reduce(oldest, (_, newer) -> newer));
    }

    /** The address of a comparison. */
    static String address(
            @Nullable String framework,
            @Nullable String asOf,
            @Nullable String area,
            @Nullable String sort,
            @Nullable String language) {
        return "/comparison?"
                + Stream.of(
                                pair("framework", framework),
                                pair("asOf", asOf),
                                pair("area", area),
                                pair("sort", sort),
                                pair(Frame.LANGUAGE, language))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("&"));
    }

    private static Optional<String> pair(String name, @Nullable String value) {
        return Optional.ofNullable(value).map(it -> Frame.pair(name, it));
    }

    private static String typed(@Nullable String text) {
        return text == null ? "" : text.strip();
    }
}
