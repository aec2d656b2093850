package uk.inspection.reporting.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a browser and the service, and can be cut and mended. */
final class Cable implements AutoCloseable {
    private static final byte[] UNAVAILABLE =
            ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private enum State {
        WHOLE,
        CUT,
        UNAVAILABLE
    }

    private final ServerSocket entry;
    private final int service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile State state = State.WHOLE;

    Cable(int service) {
        try {
            this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.service = service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** Nothing goes through any more, as when a service dies or a network does. */
    void cut() {
        state = State.CUT;
        drop();
    }

    /** Every request is answered by 503, as when a proxy is there and the service is not. */
    void unavailable() {
        state = State.UNAVAILABLE;
        drop();
    }

    void mend() {
        state = State.WHOLE;
    }

    @Override
    public void close() {
        cut();
        close(entry);
    }

    private void drop() {
        open.forEach(Cable::close);
        open.clear();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket browser = entry.accept();
                Thread.ofVirtual().start(() -> connect(browser));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket browser) {
        try {
            open.add(browser);
            switch (state) {
                case CUT -> close(browser);
                case UNAVAILABLE -> {
                    browser.getInputStream().read(new byte[16_384]);
                    browser.getOutputStream().write(UNAVAILABLE);
                    close(browser);
                }
                case WHOLE -> {
                    var there = new Socket(InetAddress.getByName("localhost"), service);
                    open.add(there);
                    Thread.ofVirtual().start(() -> carry(there, browser));
                    carry(browser, there);
                }
            }
        } catch (IOException cut) {
            close(browser);
        }
    }

    private static void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            // as it was to be
        }
        close(from);
        close(to);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
