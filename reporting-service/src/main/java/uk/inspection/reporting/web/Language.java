package uk.inspection.reporting.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages of the pages. {@code ownName} is what its speakers call it. */
public enum Language {
    ENGLISH("en", "English"),
    WELSH("cy", "Cymraeg");

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private final String code;
    private final String ownName;
    private final Locale locale;
    private final DateTimeFormatter day;
    private final DateTimeFormatter moment;

    Language(String code, String ownName) {
        this.code = code;
        this.ownName = ownName;
        this.locale = Locale.of(code);
        this.day = DateTimeFormatter.ofPattern("d MMMM yyyy", locale);
        this.moment = DateTimeFormatter.ofPattern("EEEE dd MMMM HH.mm", locale);
    }

    public String code() {
        return code;
    }

    public String ownName() {
        return ownName;
    }

    Locale locale() {
        return locale;
    }

    /** Such as 24 June 2009, or 24 Mehefin 2009. */
    String day(LocalDate date) {
        return day.format(date);
    }

    /** As press notices say it, in London: Thursday 09 May 00.01, or Dydd Iau 09 Mai 00.01. */
    String moment(Instant at) {
        return moment.format(at.atZone(LONDON));
    }

    static Optional<Language> of(@Nullable String code) {
        return Stream.of(values()).filter(language -> language.code.equals(code)).findFirst();
    }

    /** The one that an {@code Accept-Language} header would rather have; English for neither. */
    static Language accepted(@Nullable String header) {
        if (header == null) {
            return ENGLISH;
        }
        try {
            return Optional.ofNullable(
                            Locale.lookupTag(LanguageRange.parse(header), List.of("en", "cy")))
                    .flatMap(Language::of)
                    .orElse(ENGLISH);
        } catch (IllegalArgumentException malformed) {
            return ENGLISH;
        }
    }
}
