/** The words of the pages. */
@NullMarked
package uk.inspection.reporting.web;

import org.jspecify.annotations.NullMarked;
