/**
 * Case events become a request for a score; registered frameworks and published reports are kept
 * for reading. No rules live here.
 */
@NullMarked
package uk.inspection.scoring.inbound;

import org.jspecify.annotations.NullMarked;
