package uk.inspection.plan.mail;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP server that {@code quarkus.mailer} names.
 *
 * <p>Only the time limit ends every wait: the client (Vert.x 4.5.25) was seen to miss a greeting
 * that came at once on a new connection, as after a refusal, which ends the one before.
 */
final class SmtpPost implements Post {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>(),;:@]+@[^\\s<>(),;:@]+");

    /** Begins a reply with a status of RFC 3463; not all servers that give one announce it. */
    private static final Pattern STATUS =
            Pattern.compile("\\d{3}[ -](?<status>[45]\\.(?<subject>\\d{1,3})\\.\\d{1,3})\\b");

    private static final String MAIL_SYSTEM = "3";
    private static final String SECURITY_OR_POLICY = "7";

    /** RFC 4954 and RFC 3207: the login, or TLS; 421 of RFC 5321: the server is closing. */
    private static final Set<Integer> OF_LOGIN_OR_CLOSING =
            Set.of(421, 432, 454, 530, 534, 535, 538);

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
     * Which refusals concern this one recipient or mail; the client tells by how its message begins
     * what it had asked for. All others concern everybody, and no mail is given up for them. The
     * server's own words may name the recipient and are not passed on.
     */
    private static Answer judge(SMTPException reply) {
        String message = String.valueOf(reply.getMessage());
        boolean toData = message.startsWith("DATA command not accepted");
        boolean toOne =
                message.startsWith("recipient address not accepted")
                        || message.startsWith("sending data failed");
        Matcher status = STATUS.matcher(reply.getReplyMessage());
        boolean given = status.lookingAt();
        String subject = given ? status.group("subject") : "";
        String why =
                "the server answers %d%s"
                        .formatted(reply.getReplyCode(), given ? " " + status.group("status") : "");
        if (ofEverybody(reply, subject)) {
            return new Answer.Away(why);
        }
        if (reply.isTransient() && (toOne || toData)) {
            return new Answer.Postponed(why);
        }
        return reply.isPermanent() && toOne ? new Answer.Refused(why) : new Answer.Away(why);
    }

    /**
     * Whether a refusal is about us or the server, whatever it was asked for.
     *
     * <p>Security and policy (subject 7 of RFC 3463) is how a server says that it does not relay
     * for us, or not without a login. Some say it of a recipient who takes no mail from strangers;
     * the two cannot be told apart, so this too is left to an administrator, who mends the server
     * or takes that recipient out: the mails wait, where giving up would lose every one of them.
     */
    private static boolean ofEverybody(SMTPException reply, String subject) {
        return OF_LOGIN_OR_CLOSING.contains(reply.getReplyCode())
                || subject.equals(SECURITY_OR_POLICY)
                || (subject.equals(MAIL_SYSTEM) && reply.isTransient());
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
