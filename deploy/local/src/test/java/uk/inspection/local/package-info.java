/** Tests of the package of the same name, with real processes and real servers. */
@NullMarked
package uk.inspection.local;

import org.jspecify.annotations.NullMarked;
