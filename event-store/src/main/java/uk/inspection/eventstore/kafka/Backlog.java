package uk.inspection.eventstore.kafka;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be passed on.
 *
 * @param oldest since when the first of them waits; absent where none does or it is not known
 */
public record Backlog(long events, @Nullable Instant oldest) {}
