/** Tests of the store on the real database. */
@NullMarked
package uk.inspection.scoring.store;

import org.jspecify.annotations.NullMarked;
