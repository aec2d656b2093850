/**
 * For the tests of every module: a real PostgreSQL and a real broker, shared or one's own to break,
 * and tokens. Plain Java: no test framework, no application framework.
 */
@NullMarked
package uk.inspection.local.testing;

import org.jspecify.annotations.NullMarked;
