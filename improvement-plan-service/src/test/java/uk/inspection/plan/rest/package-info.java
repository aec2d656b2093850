/** Tests of what the doors hand out, without a server. */
@NullMarked
package uk.inspection.plan.rest;

import org.jspecify.annotations.NullMarked;
