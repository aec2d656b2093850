package uk.inspection.plan.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server on a socket, which keeps what it takes and refuses whom it is told to. */
final class MailServer implements AutoCloseable {
    private final int port;
    private final List<Mail> taken = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refusedSenders = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusedRecipients = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusedMails = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
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
                        .build();
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

    /** Recipients that a client named, whatever they were answered. */
    List<String> asked() {
        return asked;
    }

    void refuseSender(String address, int code) {
        refusedSenders.put(address, code);
    }

    void refuseRecipient(String address, int code) {
        refusedRecipients.put(address, code);
    }

    void refuseMailsTo(String address, int code) {
        refusedMails.put(address, code);
    }

    void refuseNobody() {
        refusedSenders.clear();
        refusedRecipients.clear();
        refusedMails.clear();
    }

    private static void check(Map<String, Integer> refused, String address) throws RejectException {
        Integer code = refused.get(address);
        if (code != null) {
            throw new RejectException(code, address + " is refused");
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
            asked.add(address);
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
