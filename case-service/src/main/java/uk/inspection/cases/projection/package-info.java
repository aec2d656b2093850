/**
 * What is kept for reading, and what keeps it up to date from events. No rules live here; every row
 * can be made again from the log.
 */
@NullMarked
package uk.inspection.cases.projection;

import org.jspecify.annotations.NullMarked;
