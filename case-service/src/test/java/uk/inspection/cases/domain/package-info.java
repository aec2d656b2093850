/** The rules as sentences: one for every branch. */
@NullMarked
package uk.inspection.cases.domain;

import org.jspecify.annotations.NullMarked;
