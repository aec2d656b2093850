/**
 * The log in PostgreSQL: the lock, the statements, and which failures may pass. Tables in {@code
 * db/log}, in schema {@code log}.
 */
@NullMarked
package uk.inspection.eventstore.postgres;

import org.jspecify.annotations.NullMarked;
