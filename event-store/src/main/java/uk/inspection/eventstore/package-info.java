/**
 * How facts are kept: one writer that decides, appends and answers in batches; the log it writes
 * to; the hash chain that shows tampering. Bytes and versions only: what an event means is not
 * known here.
 */
@NullMarked
package uk.inspection.eventstore;

import org.jspecify.annotations.NullMarked;
