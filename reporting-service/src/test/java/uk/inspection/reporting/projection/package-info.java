/** What is kept for reading, put together without a database. */
@NullMarked
package uk.inspection.reporting.projection;

import org.jspecify.annotations.NullMarked;
