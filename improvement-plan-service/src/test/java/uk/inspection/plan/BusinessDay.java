package uk.inspection.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sets the business clock of the service under test. */
public final class BusinessDay {
    private BusinessDay() {}

    /** It is nine o'clock, Greenwich, on this day. */
    public static void itIs(String day) {
        itIs(Instant.parse(day + "T09:00:00Z"));
    }

    /** It is exactly this instant. */
    public static void itIs(Instant instant) {
        var clock =
                Path.of(ConfigProvider.getConfig().getValue("business-clock.file", String.class));
        var next = clock.resolveSibling("next");
        try {
            Files.writeString(next, instant.toString());
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
