/**
 * The whole platform as a user starts it: launcher, PostgreSQL, broker and four services, each a
 * process that may die at any moment.
 */
@NullMarked
package uk.inspection.endtoend;

import org.jspecify.annotations.NullMarked;
