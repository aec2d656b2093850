/** Where decider, codec and event store come together. Neither rules nor HTTP. */
@NullMarked
package uk.inspection.plan.store;

import org.jspecify.annotations.NullMarked;
