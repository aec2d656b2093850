@NullMarked
package uk.inspection.cases.keys;

import org.jspecify.annotations.NullMarked;
