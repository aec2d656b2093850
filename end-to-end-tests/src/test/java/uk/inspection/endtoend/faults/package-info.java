/**
 * Faults under load, and a checker of what they left behind that shares nothing with the services.
 *
 * <p>{@link Clients} write and keep a {@link Ledger} of what was answered; {@link Fault}s are done
 * to an {@link Arena} meanwhile; then a {@link Witness} reads what the services tell, and {@link
 * Checker} compares.
 */
@NullMarked
package uk.inspection.endtoend.faults;

import org.jspecify.annotations.NullMarked;
