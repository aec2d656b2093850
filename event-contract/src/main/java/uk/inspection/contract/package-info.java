/**
 * What crosses a service boundary: the events of all four services, their codec and the scoring
 * frameworks they carry. Data only: no I/O beyond reading this module's own resources.
 */
@NullMarked
package uk.inspection.contract;

import org.jspecify.annotations.NullMarked;
