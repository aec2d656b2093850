/**
 * The launcher: PostgreSQL, Kafka and the four services as supervised processes on one machine.
 * What a person types and reads is here, and nothing of the inspections' domain.
 */
@NullMarked
package uk.inspection.local;

import org.jspecify.annotations.NullMarked;
