/**
 * Two years of improvement plans: players who hand in, return and finalise plans through REST on
 * two instances of the service that die now and then, a follower of the change feed, and a model of
 * the deadline rules that shares no code with the service.
 */
@NullMarked
package uk.inspection.endtoend.twoyears;

import org.jspecify.annotations.NullMarked;
