package uk.inspection.eventstore.service;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The clock by which inspections happen and deadlines fall: what is injected wherever a {@link
 * Clock} is. It is the wall clock in London, except in the demo and test profiles, where a file may
 * hold the instant that it stands at: one file, one value for every process.
 *
 * <p>Why it is right when many read and set it at once, in several processes: the file is only ever
 * replaced whole, by a rename, so a reader sees the instant before or the one after and never half
 * of one; each setting writes a file of its own first, so two cannot write into each other, and the
 * later rename is the one that counts. Nothing is kept in memory, so nothing can be stale.
 */
@Startup(BusinessClock.BEFORE_ALL_ELSE)
@Singleton
public final class BusinessClock extends Clock {
    /** Days of deadlines begin and end here. */
    public static final ZoneId LONDON = ZoneId.of("Europe/London");

    /** Names the file; where it is not set, the clock cannot be. */
    static final String FILE = "business-clock.file";

    /** So that a service with a forbidden clock stops before it changes its database. */
    static final int BEFORE_ALL_ELSE = 1;

    private static final Set<String> SETTABLE_IN = Set.of("demo", "test");

    private final @Nullable Path file;
    private final ZoneId zone;

    @Inject
    BusinessClock(@ConfigProperty(name = FILE) Optional<String> file) {
        this(file.map(Path::of).orElse(null), ConfigUtils.getProfiles());
    }

    BusinessClock(@Nullable Path file, List<String> profiles) {
        this(file, LONDON);
        if (file != null && (profiles.isEmpty() || !SETTABLE_IN.containsAll(profiles))) {
            throw new IllegalStateException(
                    "business-clock.file may be set in the demo and test profiles only.");
        }
    }

    private BusinessClock(@Nullable Path file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /** Business time, in whole microseconds. */
    @Override
    public Instant instant() {
        Instant now = file != null && Files.exists(file) ? read(file) : Instant.now();
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    /** {@code Europe/London}: {@code LocalDate.now(clock)} is the business day. */
    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new BusinessClock(file, other);
    }

    /**
     * Stops the clock at an instant, later or earlier than the one before, for every process that
     * reads the same file.
     */
    void set(Instant instant) {
        if (file == null) {
            throw new IllegalStateException("The business clock cannot be set here.");
        }
        Path next = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            try {
                Files.writeString(next, instant.truncatedTo(ChronoUnit.MICROS) + "\n");
                Files.move(
                        next,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next); // it is there still when it could not be moved
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The business clock cannot be set.", e);
        }
    }

    private static Instant read(Path file) {
        try {
            return Instant.parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("The business clock cannot be read.", e);
        } catch (DateTimeException e) {
            throw new IllegalStateException("The business clock's file holds no instant.", e);
        }
    }
}
