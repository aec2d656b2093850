/**
 * How facts are passed on: a service's own log to its topic, and other services' topics to the
 * writer. The only place that speaks to Kafka; what an event means is not known here.
 */
@NullMarked
package uk.inspection.eventstore.kafka;

import org.jspecify.annotations.NullMarked;
