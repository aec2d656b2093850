/** The rules of an improvement plan, told as sentences. */
@NullMarked
package uk.inspection.plan.domain;

import org.jspecify.annotations.NullMarked;
