/**
 * How fast the platform is, as a ratio to what this machine could do at most, both measured in one
 * run. Nothing here is a test: a slow machine fails no build.
 */
@org.jspecify.annotations.NullMarked
package uk.inspection.benchmarks;
