/** Published reports and announced inspections become commands. No rules. */
@NullMarked
package uk.inspection.plan.inbound;

import org.jspecify.annotations.NullMarked;
