/** The event store inside a service, as far as it can be tried without one. */
@NullMarked
package uk.inspection.eventstore.service;

import org.jspecify.annotations.NullMarked;
