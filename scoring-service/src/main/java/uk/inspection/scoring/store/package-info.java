/**
 * The composition root: the decider, the codec and the event store together give out scores. No
 * rules live here.
 */
@NullMarked
package uk.inspection.scoring.store;

import org.jspecify.annotations.NullMarked;
