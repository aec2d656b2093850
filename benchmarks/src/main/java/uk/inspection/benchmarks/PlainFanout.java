package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The least that has to be done: one thread, which writes to each socket what is to be told it. */
final class PlainFanout implements AutoCloseable {
    private static final Pattern NAMED =
            Pattern.compile("\"inspectionId\":\"[^\"]+\"|\"caseVersion\":\\d+");
    private static final String GREETING =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n:\n\n\n\r\n";

    private final ServerSocketChannel server = ServerSocketChannel.open();

    /** In the order in which they came, which is that of the subscribers' numbers. */
    private final List<SocketChannel> readers = new ArrayList<>();

    private final Thread accepting;

    PlainFanout() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void accept() {
        ByteBuffer request = ByteBuffer.allocate(1 << 14);
        try {
            while (true) {
                SocketChannel reader = server.accept();
                reader.setOption(StandardSocketOptions.TCP_NODELAY, true);
                request.clear();
                reader.read(request); // whatever is asked
                reader.write(ByteBuffer.wrap(GREETING.getBytes(ISO_8859_1)));
                reader.configureBlocking(false);
                synchronized (readers) {
                    readers.add(reader);
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Writes an event to those who follow its inspection. */
    void tell(String like, String inspection, int version, Subscribers.Following following)
            throws IOException {
        String event =
                NAMED.matcher(like)
                        .replaceAll(named ->
                                named.group().startsWith("\"c")
                                        ? "\"caseVersion\":" + version
                                        : "\"inspectionId\":\"" + inspection + "\"");
        byte[] chunk =
                (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n")
                        .getBytes(ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocateDirect(chunk.length).put(chunk).flip();
        String name = inspection + "/" + version;
        synchronized (readers) {
            for (int s = 0; s < readers.size(); s++) {
                if (following.follows(name, s)) {
                    bytes.rewind();
                    readers.get(s).write(bytes);
                    if (bytes.hasRemaining()) {
                        throw new IOException("a subscriber did not take what it was told");
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        accepting.join();
        for (SocketChannel reader : readers) {
            reader.close();
        }
    }
}
