/**
 * What seals notes on cases and forgets them: the keys, in a database apart from the log, and the
 * follower of the log that destroys a key for every erasure. No rules and no doors.
 */
@NullMarked
package uk.inspection.cases.keys;

import org.jspecify.annotations.NullMarked;
