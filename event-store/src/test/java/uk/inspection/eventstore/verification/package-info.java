/** The checks of a log, each against a log that somebody has changed. */
@NullMarked
package uk.inspection.eventstore.verification;

import org.jspecify.annotations.NullMarked;
