/**
 * The composition root: the decider, the codec and the event store together carry out a command. No
 * rules live here.
 */
@NullMarked
package uk.inspection.reporting.store;

import org.jspecify.annotations.NullMarked;
