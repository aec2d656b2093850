/** Events of case-service become a request for a score. No rules live here. */
@NullMarked
package uk.inspection.scoring.inbound;

import org.jspecify.annotations.NullMarked;
