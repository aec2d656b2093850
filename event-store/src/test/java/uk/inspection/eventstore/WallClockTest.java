package uk.inspection.eventstore;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.eventstore.service.BusinessClock;

/** Who may ask what time it really is. The services' RoomsTest has the same rule for the rest. */
class WallClockTest {
    private static final String WALL_CLOCK =
            "java\\.time\\.\\w+\\.now\\((java\\.time\\.ZoneId)?\\)"
                    + "|java\\.time\\.Clock\\.(system|tickM|tickS)\\w*\\(.*"
                    + "|java\\.lang\\.System\\.currentTimeMillis\\(\\)"
                    + "|java\\.util\\.Date\\.<init>\\(\\)";

    /**
     * The business clock until it is set; the time of recording; the alarm of what waits; the end
     * of a token; the time of a span.
     */
    private static final String MAY =
            "uk\\.inspection\\.eventstore\\.(service\\.(BusinessClock|EventStore|KnownTokens|StoreMeters)|tracing\\.EventTraces|kafka\\.Repair)";

    private static final ArchRule NOBODY_ELSE =
            noClasses()
                    .that()
                    .haveNameNotMatching(MAY)
                    .should()
                    .accessTargetWhere(target(fullNameMatching(WALL_CLOCK)));

    @Test
    void time_comes_from_the_one_clock_and_the_wall_clock_has_its_named_places() {
        NOBODY_ELSE.check(
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("uk.inspection.eventstore"));
    }

    /** A rule that finds nothing proves nothing. */
    @ParameterizedTest
    @ValueSource(classes = {Called.class, Referred.class, InZone.class, OwnClock.class, Old.class})
    void the_rule_finds_every_way_to_ask(Class<?> culprit) {
        JavaClasses alone = new ClassFileImporter().importClasses(culprit);
        assertThatThrownBy(() -> NOBODY_ELSE.check(alone)).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoever_asks_the_clock_given_to_him_is_not_found() {
        NOBODY_ELSE.check(new ClassFileImporter().importClasses(Given.class));
    }

    record Called(Instant at) {
        Called() {
            this(Instant.now());
        }
    }

    static final class Referred {
        final Supplier<Instant> at = Instant::now;
    }

    record InZone(LocalDate on) {
        InZone() {
            this(LocalDate.now(BusinessClock.LONDON));
        }
    }

    record OwnClock(Clock clock) {
        OwnClock() {
            this(Clock.systemUTC());
        }
    }

    record Old(long at) {
        Old() {
            this(System.currentTimeMillis());
        }
    }

    record Given(LocalDate on) {
        Given(Clock clock) {
            this(LocalDate.now(clock));
        }
    }
}
