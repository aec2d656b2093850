/** What the doors write. */
@NullMarked
package uk.inspection.reporting.rest;

import org.jspecify.annotations.NullMarked;
