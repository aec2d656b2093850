package uk.inspection.cases.timer;

import io.smallrye.config.ConfigMapping;
import java.time.Period;
import java.util.Optional;

/** How long what can be forgotten is kept. */
@ConfigMapping(prefix = "retention")
public interface RetentionConfig {
    /**
     * How long after the close of fieldwork the notes on its cases are erased, such as {@code P2Y};
     * for ever where it is not set. That is a default: no source names a period.
     */
    Optional<Period> notesAfter();
}
