/**
 * Reads the deadlines whose day has come and queues each to the writer. Neither rules nor locks.
 */
@NullMarked
package uk.inspection.plan.timer;

import org.jspecify.annotations.NullMarked;
