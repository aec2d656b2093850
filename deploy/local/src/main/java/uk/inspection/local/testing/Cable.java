package uk.inspection.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection between two processes that a test can cut, hold and slow down: a port whose
 * connections are passed on to another one.
 */
public final class Cable implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listening;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut;
    private volatile boolean answersLost;
    private volatile Duration delay = Duration.ZERO;
    private boolean held;

    /** Leads nowhere yet. */
    public Cable() {
        this(InetAddress.getLoopbackAddress(), 0);
    }

    /** Begins at an address and port of this machine. Leads nowhere yet. */
    public Cable(InetAddress address, int port) {
        try {
            listening = new ServerSocket(port, 200, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("cable").start(this::accept);
    }

    public void leadTo(int port) {
        target = port;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Ends every connection, and every new one at once. */
    public void cut() {
        cut = true;
        ends.forEach(Cable::end);
    }

    /** Whatever is sent arrives, and the connection ends when an answer comes. */
    public void loseAnswers() {
        answersLost = true;
    }

    /** Passes nothing on, and ends nothing either: as if the network had gone. */
    public synchronized void hold() {
        held = true;
    }

    /** Whatever is passed on waits for so long before, in both directions. */
    public void slowDown(Duration by) {
        delay = by;
    }

    /** All is well again. */
    public synchronized void mend() {
        cut = false;
        answersLost = false;
        held = false;
        delay = Duration.ZERO;
        notifyAll();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket from = listening.accept();
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket from) {
        try {
            pass();
            if (cut) {
                end(from);
                return;
            }
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            ends.add(from);
            ends.add(to);
            Thread.ofVirtual().start(() -> pump(from, to, false));
            pump(to, from, true);
        } catch (IOException nobodyThere) {
            end(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] chunk = new byte[CHUNK];
        try (from;
                to) {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                pass();
                if (cut || answers && answersLost) {
                    return;
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException ended) {
            // Either side has gone, or the cable was cut: the other side is told so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ends.remove(from);
            ends.remove(to);
        }
    }

    /** What the cable does to whatever passes. */
    private void pass() throws InterruptedException {
        synchronized (this) {
            while (held) {
                wait();
            }
        }
        if (delay.isPositive()) {
            Thread.sleep(delay); // this is the delay: nothing is awaited
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mend();
        ends.forEach(Cable::end);
    }
}
