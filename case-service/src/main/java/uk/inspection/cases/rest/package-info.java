/**
 * HTTP in and out: roles, request and response records, the clock. Neither SQL nor Kafka nor rules
 * about inspections.
 */
@NullMarked
package uk.inspection.cases.rest;

import org.jspecify.annotations.NullMarked;
