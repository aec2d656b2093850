/**
 * The rules of an improvement plan: commands, states, decisions, deadlines. Pure; no I/O, no clock.
 */
@NullMarked
package uk.inspection.plan.domain;

import org.jspecify.annotations.NullMarked;
