/** The rules as sentences. */
@NullMarked
package uk.inspection.reporting.domain;

import org.jspecify.annotations.NullMarked;
