/**
 * What is taken from other services' events: the framework's rules, final scores, and of all else
 * the envelope alone. No rules about reports live here.
 */
@NullMarked
package uk.inspection.reporting.inbound;

import org.jspecify.annotations.NullMarked;
