/**
 * Reads the publications whose moment has come and queues each to the writer. Neither rules nor
 * locks.
 */
@NullMarked
package uk.inspection.reporting.timer;

import org.jspecify.annotations.NullMarked;
