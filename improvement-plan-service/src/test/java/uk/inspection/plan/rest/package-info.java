/** What the doors decide by themselves. */
@NullMarked
package uk.inspection.plan.rest;

import org.jspecify.annotations.NullMarked;
