/** Tests of the whole service: its rooms, and its doors on a real database and a real broker. */
@NullMarked
package uk.inspection.scoring;

import org.jspecify.annotations.NullMarked;
