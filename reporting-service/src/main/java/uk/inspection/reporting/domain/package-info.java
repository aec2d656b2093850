/** The rules of a report from draft to publication, and the order of an inspection's history. */
@NullMarked
package uk.inspection.reporting.domain;

import org.jspecify.annotations.NullMarked;
