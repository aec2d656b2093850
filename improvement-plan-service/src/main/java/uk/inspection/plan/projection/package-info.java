/** Plans and deadlines kept for reading, and what updates them. No rules. */
@NullMarked
package uk.inspection.plan.projection;

import org.jspecify.annotations.NullMarked;
