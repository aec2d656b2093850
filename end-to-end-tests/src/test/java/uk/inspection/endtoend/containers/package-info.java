/**
 * What runs the platform in containers, as far as it can be tried without an engine: the files, and
 * the processes that they describe.
 */
@NullMarked
package uk.inspection.endtoend.containers;

import org.jspecify.annotations.NullMarked;
