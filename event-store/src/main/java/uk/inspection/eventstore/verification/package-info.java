/**
 * Looks, while the service works, whether everything that is kept is still what was written: every
 * chain, the log and the topics, and what services add. Reads only; mends nothing.
 */
@NullMarked
package uk.inspection.eventstore.verification;

import org.jspecify.annotations.NullMarked;
