package uk.inspection.plan.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.CommandException;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.internal.server.HelpMessage;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.SessionHandler;

/** An SMTP server on a socket, which keeps what it takes and refuses whom it is told to. */
final class MailServer implements AutoCloseable {
    private final int port;
    private final List<Mail> taken = new CopyOnWriteArrayList<>();
    private final Map<String, String> refusedSenders = new ConcurrentHashMap<>();
    private final Map<String, String> refusedRecipients = new ConcurrentHashMap<>();
    private final Map<String, String> refusedData = new ConcurrentHashMap<>();
    private final Map<String, String> refusedMails = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private @Nullable SMTPServer server;

    /** A mail as the server took it. */
    record Mail(
            String sender,
            String recipient,
            String id,
            String from,
            String to,
            String subject,
            String text,
            String automatic) {}

    MailServer(int port) {
        this.port = port;
    }

    void start() {
        SMTPServer next =
                SMTPServer.port(port)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .messageHandlerFactory(_ -> new Conversation())
                        .sessionHandler(new Distant())
                        .build();
        CommandHandler commands = next.getCommandHandler();
        commands.addCommand(new Data(commands.getCommand("DATA")));
        next.start();
        server = next;
    }

    void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** In the order in which they came. */
    List<Mail> taken() {
        return taken;
    }

    List<Mail> taken(String inspection) {
        return taken.stream().filter(mail -> mail.text().contains(inspection)).toList();
    }

    /** How often it refused anything since it was last told to. */
    int refusals() {
        return refusals.get();
    }

    /** From now on, with an answer such as "550" or "554 5.7.1". */
    void refuseSender(String address, String answer) {
        refuse(refusedSenders, address, answer);
    }

    void refuseRecipient(String address, String answer) {
        refuse(refusedRecipients, address, answer);
    }

    /** Before a mail's text. */
    void refuseDataFor(String address, String answer) {
        refuse(refusedData, address, answer);
    }

    /** After a mail's text. */
    void refuseMailsTo(String address, String answer) {
        refuse(refusedMails, address, answer);
    }

    void refuseNobody() {
        refusedSenders.clear();
        refusedRecipients.clear();
        refusedData.clear();
        refusedMails.clear();
    }

    private void refuse(Map<String, String> refused, String address, String answer) {
        refusals.set(0);
        refused.put(address, answer);
    }

    private void check(Map<String, String> refused, String address) throws RejectException {
        String answer = refused.get(address);
        if (answer != null) {
            refusals.incrementAndGet();
            String words = (answer.substring(3) + " " + address + " is refused").strip();
            throw new RejectException(Integer.parseInt(answer.substring(0, 3)), words);
        }
    }

    /** Greets after a network's time: what comes at once the client may miss. */
    private static final class Distant implements SessionHandler {
        @Override
        public SessionAcceptance accept(org.subethamail.smtp.server.Session session) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            return SessionAcceptance.success();
        }

        @Override
        public void onSessionEnd(org.subethamail.smtp.server.Session session) {}
    }

    /** The server's own command, where nothing was told to refuse it. */
    private final class Data implements Command {
        private final Command taking;

        Data(Command taking) {
            this.taking = taking;
        }

        @Override
        public void execute(String line, org.subethamail.smtp.server.Session session)
                throws IOException, DropConnectionException {
            try {
                check(refusedData, session.getSingleRecipient().orElse(""));
                taking.execute(line, session);
            } catch (RejectException e) {
                session.sendResponse(e.getErrorResponse());
            }
        }

        @Override
        public HelpMessage getHelp() throws CommandException {
            return taking.getHelp();
        }

        @Override
        public String getName() {
            return taking.getName();
        }
    }

    private final class Conversation implements MessageHandler {
        private String sender = "";
        private String recipient = "";

        @Override
        public void from(String address) throws RejectException {
            check(refusedSenders, address);
            sender = address;
        }

        @Override
        public void recipient(String address) throws RejectException {
            check(refusedRecipients, address);
            recipient = address;
        }

        @Override
        public @Nullable String data(InputStream bytes) throws RejectException, IOException {
            try {
                var message = new MimeMessage(Session.getInstance(new Properties()), bytes);
                String text = (String) message.getContent();
                check(refusedMails, recipient);
                taken.add(
                        new Mail(
                                sender,
                                recipient,
                                message.getHeader("Message-ID", null),
                                message.getHeader("From", null),
                                message.getHeader("To", null),
                                message.getSubject(),
                                text.replace("\r\n", "\n"),
                                message.getHeader("Auto-Submitted", null)));
                return null;
            } catch (MessagingException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void done() {}
    }
}
