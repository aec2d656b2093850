/**
 * What the tests of the event store share: a small domain, databases, chains of events, the
 * checker.
 */
@NullMarked
package uk.inspection.eventstore.testing;

import org.jspecify.annotations.NullMarked;
