/** The rules of scoring as sentences, the published report as a test, and properties of both. */
@NullMarked
package uk.inspection.scoring.domain;

import org.jspecify.annotations.NullMarked;
