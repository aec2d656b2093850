/**
 * What is kept for reading, and what keeps it up to date from events. No rules live here; every row
 * can be made again from the log and the topic.
 */
@NullMarked
package uk.inspection.scoring.projection;

import org.jspecify.annotations.NullMarked;
