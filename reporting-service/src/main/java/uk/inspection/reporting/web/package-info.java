/**
 * The pages that people read: templates, their words in English and Welsh, and the headers of what
 * a browser is given. Neither SQL nor Kafka nor rules about reports; what is not public is not
 * here.
 */
@NullMarked
package uk.inspection.reporting.web;

import org.jspecify.annotations.NullMarked;
