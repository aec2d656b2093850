@NullMarked
package uk.inspection.eventstore.tracing;

import org.jspecify.annotations.NullMarked;
