/** HTTP in and out: roles, requests, answers, the business day. Neither SQL nor Kafka. */
@NullMarked
package uk.inspection.plan.rest;

import org.jspecify.annotations.NullMarked;
