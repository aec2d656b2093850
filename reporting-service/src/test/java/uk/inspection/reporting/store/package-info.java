/** Tests of the composition root with several instances. */
@NullMarked
package uk.inspection.reporting.store;

import org.jspecify.annotations.NullMarked;
