package uk.inspection.plan.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP server that {@code quarkus.mailer} names.
 *
 * <p>Only the time limit ends every wait: the client (Vert.x 4.5.25) was seen not to answer a
 * request that came right after a refusal, while it was closing its only connection.
 */
final class SmtpPost implements Post {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>(),;:@]+@[^\\s<>(),;:@]+");

    private final ReactiveMailer mailer;
    private final Duration answerWithin;

    /**
     * A post office.
     *
     * @param answerWithin the server counts as away when it takes longer
     */
    SmtpPost(ReactiveMailer mailer, Duration answerWithin) {
        this.mailer = mailer;
        this.answerWithin = answerWithin;
    }

    static boolean isAddress(String recipient) {
        return ADDRESS.matcher(recipient).matches();
    }

    @Override
    public Answer hand(String recipient, Letter letter) throws InterruptedException {
        if (!isAddress(recipient)) {
            return new Answer.Refused("it is no address");
        }
        Mail mail =
                Mail.withText(recipient, letter.subject(), letter.text())
                        .addHeader("Message-ID", letter.id())
                        .addHeader("Auto-Submitted", "auto-generated");
        try {
            mailer.send(mail).await().atMost(answerWithin);
            return new Answer.Taken();
        } catch (RuntimeException failure) {
            if (find(InterruptedException.class, failure) != null) {
                throw new InterruptedException();
            }
            SMTPException reply = find(SMTPException.class, failure);
            return reply == null ? new Answer.Away(why(failure)) : judge(reply);
        }
    }

    /**
     * Refusals of the login or of the sender concern everybody; only those of the recipient and of
     * the mail itself concern this one. The client tells them apart by how its message begins. The
     * server's own words may name the recipient and are not passed on.
     */
    private static Answer judge(SMTPException reply) {
        String message = String.valueOf(reply.getMessage());
        boolean ofRecipient = message.startsWith("recipient address not accepted");
        String why = "the server answers " + reply.getReplyCode();
        if (reply.isPermanent() && (ofRecipient || message.startsWith("sending data failed"))) {
            return new Answer.Refused(why);
        }
        return reply.isTransient() && ofRecipient
                ? new Answer.Postponed(why)
                : new Answer.Away(why);
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
    }
}
