package uk.inspection.eventstore.service;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The clock by which inspections happen and deadlines fall. It is the wall clock, except in the
 * demo and test profiles, where a file may hold the instant that it stands at: one file, one value
 * for every process, replaced whole.
 */
@ApplicationScoped
public class BusinessClock {
    /** Days of deadlines begin and end here. */
    public static final ZoneId LONDON = ZoneId.of("Europe/London");

    private static final Set<String> SETTABLE_IN = Set.of("demo", "test");

    private final Optional<Path> file;

    BusinessClock(@ConfigProperty(name = "business-clock.file") Optional<String> file) {
        this.file = file.map(Path::of);
        if (file.isPresent()
                && LaunchMode.current() == LaunchMode.NORMAL
                && ConfigUtils.getProfiles().stream().noneMatch(SETTABLE_IN::contains)) {
            throw new IllegalStateException(
                    "business-clock.file may be set in the demo and test profiles only.");
        }
    }

    /** Business time, in whole microseconds. */
    public Instant instant() {
        return file.filter(Files::exists)
                .map(BusinessClock::read)
                .orElseGet(Instant::now)
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** The business day, Europe/London. */
    public LocalDate today() {
        return LocalDate.ofInstant(instant(), LONDON);
    }

    private static Instant read(Path file) {
        try {
            return Instant.parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("The business clock cannot be read.", e);
        }
    }
}
