/**
 * Mails reminders as the log tells of them, where SMTP is configured. No rules, no addresses kept.
 */
@NullMarked
package uk.inspection.plan.mail;

import org.jspecify.annotations.NullMarked;
