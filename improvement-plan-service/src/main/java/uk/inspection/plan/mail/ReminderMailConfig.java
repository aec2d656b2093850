package uk.inspection.plan.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is mailed. Addresses are personal data: they live here and nowhere else, in neither events
 * nor tables nor logs. Names of areas do not fit into environment variables, so operators give them
 * in a file that {@code QUARKUS_CONFIG_LOCATIONS} names.
 */
@ConfigMapping(prefix = "reminder-mail")
public interface ReminderMailConfig {
    /** Addresses by area: what they owe, a plan and its monitoring returns. */
    Map<String, List<String>> recipients();

    /** Addresses for re-inspections, and for a copy of everything overdue. */
    Optional<List<String>> inspectorate();

    /** How long a mailbox that is refused for now may hold up the mails of the others. */
    @WithDefault("1H")
    Duration patience();
}
