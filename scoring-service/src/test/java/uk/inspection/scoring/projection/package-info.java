/** Tests of what is kept for reading on the real database. */
@NullMarked
package uk.inspection.scoring.projection;

import org.jspecify.annotations.NullMarked;
