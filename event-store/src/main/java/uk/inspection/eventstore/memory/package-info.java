/**
 * A log in memory: the same contract as the one in PostgreSQL, for tests that need no durability.
 * It passes the same contract test.
 */
@NullMarked
package uk.inspection.eventstore.memory;

import org.jspecify.annotations.NullMarked;
