/** Tests of reminder mail, on a real SMTP server. */
@NullMarked
package uk.inspection.plan.mail;

import org.jspecify.annotations.NullMarked;
