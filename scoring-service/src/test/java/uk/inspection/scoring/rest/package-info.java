/** What the doors decide by themselves. */
@NullMarked
package uk.inspection.scoring.rest;

import org.jspecify.annotations.NullMarked;
