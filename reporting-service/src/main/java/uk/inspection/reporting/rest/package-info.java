/**
 * HTTP in and out: roles, request and response records, the clock. Neither SQL nor Kafka nor rules
 * about reports.
 */
@NullMarked
package uk.inspection.reporting.rest;

import org.jspecify.annotations.NullMarked;
