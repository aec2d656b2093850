package uk.inspection.plan.mail;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an operator sets to have reminders mailed: the server, and a file that names the recipients.
 * The test itself runs the server.
 */
public class ReminderMailStack implements QuarkusTestResourceLifecycleManager {
    private static final String RECIPIENTS =
            """
            reminder-mail.recipients."Sefton"=manager@sefton.example, chair@sefton.example
            reminder-mail.recipients."Bournemouth\\ and\\ Poole"=manager@poole.example
            reminder-mail.recipients."Ynys\\ M\\u00f4n"=manager@mon.example
            reminder-mail.recipients."Oldham"=gone@oldham.example,no address,manager@oldham.example
            reminder-mail.inspectorate=lead@inspectorate.example
            """;

    @Override
    public Map<String, String> start() {
        try {
            var file = Files.createTempFile("recipients", ".properties");
            file.toFile().deleteOnExit();
            Files.writeString(file, RECIPIENTS);
            return Map.of(
                    "quarkus.config.locations",
                    file.toUri().toString(),
                    "quarkus.mailer.host",
                    "localhost",
                    "quarkus.mailer.port",
                    Integer.toString(freePort()),
                    "quarkus.mailer.from",
                    "Inspection platform <reminders@inspection.example>",
                    "quarkus.mailer.timeout",
                    "5S",
                    "quarkus.mailer.mock",
                    "false");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}

    /**
     * Below the range from which the system takes ports for outgoing connections, so that a server
     * that is stopped for a while finds its port free again.
     */
    private static int freePort() {
        var random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = random.nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no free port on 127.0.0.1");
    }
}
