/**
 * HTTP in and out: roles, request and response records, the clock. Neither SQL nor Kafka nor rules
 * about scores.
 */
@NullMarked
package uk.inspection.scoring.rest;

import org.jspecify.annotations.NullMarked;
