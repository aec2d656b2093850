/** What the doors decide and hand out by themselves, without a server. */
@NullMarked
package uk.inspection.plan.rest;

import org.jspecify.annotations.NullMarked;
