/**
 * What the judgements of an inspection come to: how the cases are counted, how counts and ratings
 * become scores under each method, and when a score is news. Pure functions on the contract's
 * events.
 */
@NullMarked
package uk.inspection.scoring.domain;

import org.jspecify.annotations.NullMarked;
