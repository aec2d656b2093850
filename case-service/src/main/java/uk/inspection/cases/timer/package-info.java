/**
 * Reads the cases whose notes have been kept for as long as they may be, and queues the erasure of
 * each to the writer. Neither rules nor locks.
 */
@NullMarked
package uk.inspection.cases.timer;

import org.jspecify.annotations.NullMarked;
