/**
 * The event store inside a running service: wiring, schema migrations, health, operator's doors,
 * and how a request becomes a command and its outcome an answer. Knows HTTP and CDI, not the
 * domain.
 */
@NullMarked
package uk.inspection.eventstore.service;

import org.jspecify.annotations.NullMarked;
