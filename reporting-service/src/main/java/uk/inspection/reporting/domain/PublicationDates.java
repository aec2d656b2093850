package uk.inspection.reporting.domain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.inspection.contract.ReportEvent.PublicationDate;

/** Days, months and years of publication as text: how precise a date is, its length tells. */
public final class PublicationDates {
    private static final Pattern FORM = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");

    /** How precisely a day of publication is known. */
    public enum Precision {
        DAY,
        MONTH,
        YEAR
    }

    private PublicationDates() {}

    /** Empty when the text is no year, month or day. */
    public static Optional<PublicationDate> read(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (text.length()) {
                        case 4 -> {
                            Year year = Year.parse(text);
                            yield new PublicationDate(year.atDay(1), year.atDay(year.length()));
                        }
                        case 7 -> {
                            YearMonth month = YearMonth.parse(text);
                            yield new PublicationDate(month.atDay(1), month.atEndOfMonth());
                        }
                        default -> {
                            LocalDate day = LocalDate.parse(text);
                            yield new PublicationDate(day, day);
                        }
                    });
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public static Precision precision(PublicationDate date) {
        if (date.earliest().equals(date.latest())) {
            return Precision.DAY;
        }
        return YearMonth.from(date.earliest()).equals(YearMonth.from(date.latest()))
                ? Precision.MONTH
                : Precision.YEAR;
    }

    /** What {@link #read} reads as this date. */
    public static String write(PublicationDate date) {
        return switch (precision(date)) {
            case DAY -> date.earliest().toString();
            case MONTH -> YearMonth.from(date.earliest()).toString();
            case YEAR -> Year.from(date.earliest()).toString();
        };
    }
}
