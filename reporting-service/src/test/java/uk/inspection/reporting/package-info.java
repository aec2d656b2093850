/** Tests of the whole service, and the facts of the Sefton inspection of 2009. */
@NullMarked
package uk.inspection.reporting;

import org.jspecify.annotations.NullMarked;
