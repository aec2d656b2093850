package uk.inspection.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import uk.inspection.local.Issuer;
import uk.inspection.local.Issuer.Client;

/**
 * A real issuer whose tokens are those of {@link TestTokens}, and the port of the one service whose
 * pages send people to it: the address to come back to is compared to the letter.
 */
public final class TestIssuer implements AutoCloseable {
    private static final String SECRET = "of-the-pages-in-tests";

    private final int pages = freePort();
    private final int port = freePort();
    private Issuer issuer = started(Issuer.LIFETIME);

    private Issuer started(Duration lifetime) {
        return Issuer.start(
                port,
                TestTokens.tokens(),
                Client.pages(
                        SECRET, List.of("http://localhost:" + pages, "http://127.0.0.1:" + pages)),
                lifetime);
    }

    /** What the service is configured with. */
    public Map<String, String> configuration() {
        return Map.of(
                "quarkus.http.test-port",
                Integer.toString(pages),
                "quarkus.oidc.auth-server-url",
                issuer.address(),
                "quarkus.oidc.pages.tenant-enabled",
                "true",
                "quarkus.oidc.pages.credentials.secret",
                SECRET,
                "pages.session-secret",
                "shared-by-all-instances-of-a-test");
    }

    /** Where the pages are to listen. */
    public int pages() {
        return pages;
    }

    public String address() {
        return issuer.address();
    }

    /** As if its process were killed. */
    public void stop() {
        issuer.close();
    }

    /** At the same address, with an empty memory. */
    public void startAgain() {
        startAgain(Issuer.LIFETIME);
    }

    /** With tokens of another lifetime. */
    public void startAgain(Duration lifetime) {
        issuer = started(lifetime);
    }

    /** One of loopback that nobody listened on a moment ago. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        issuer.close();
    }
}
