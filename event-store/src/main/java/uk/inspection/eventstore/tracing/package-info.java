/**
 * Shows an event's way as spans of the trace that its correlation names. Nobody else here knows
 * OpenTelemetry.
 */
@NullMarked
package uk.inspection.eventstore.tracing;

import org.jspecify.annotations.NullMarked;
