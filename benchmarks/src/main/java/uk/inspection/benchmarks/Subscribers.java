package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Readers of a stream of events, all on one thread, which notes when each had read which event and
 * looks at no more of it than its inspection and version.
 */
final class Subscribers implements AutoCloseable {
    /** What an event may have, with its id and name. */
    static final int EVENT_BYTES = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STREAM = Pattern.compile("\"inspectionId\":\"([^\"]+)\"");
    private static final Pattern REFLECTED = Pattern.compile("\"caseVersion\":(\\d+)");

    private final Selector selector = Selector.open();
    private final List<Subscriber> all = new ArrayList<>();
    private final CountDownLatch connected;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final AtomicLong arrived = new AtomicLong();
    private final Thread reading;
    private volatile @Nullable String failure;
    private volatile boolean closing;
    private volatile String newest = "";

    /** When each of them had read an event, 0 for not yet; written by the reading thread alone. */
    private volatile Map<String, long[]> arrivals = new ConcurrentHashMap<>();

    /** Whether an event is a subscriber's. */
    interface Following {
        boolean follows(String inspectionAndVersion, int subscriber);
    }

    /** Returns when each has sent its request and was told by a comment that it is followed. */
    Subscribers(int port, List<byte[]> requests) throws IOException, InterruptedException {
        connected = new CountDownLatch(requests.size());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (byte[] request : requests) {
            SocketChannel channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            var subscriber = new Subscriber(all.size());
            all.add(subscriber);
            channel.register(selector, SelectionKey.OP_READ, subscriber);
        }
        reading = Thread.ofPlatform().daemon().start(this::read);
        if (!connected.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
            throw new IOException(
                    connected.getCount() + " subscribers were not served: " + failure);
        }
    }

    /** Forgets what came. */
    void begin() {
        arrivals = new ConcurrentHashMap<>();
        arrived.set(0);
    }

    /** The lines of the event that came last. */
    String newest() {
        return newest;
    }

    /**
     * Waits until each has read what is his; it fails when one does not get it, gets anything
     * twice, or what is not his.
     *
     * @param sent when each event was given to be told, by inspection and version
     * @return how long each took to each, in nanoseconds
     */
    List<long[]> taken(Map<String, Long> sent, Following following)
            throws IOException, InterruptedException {
        long expected = 0;
        for (String one : sent.keySet()) {
            for (int s = 0; s < all.size(); s++) {
                expected += following.follows(one, s) ? 1 : 0;
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (arrived.get() < expected && failure == null && System.nanoTime() < deadline) {
            Thread.sleep(5); // between two looks
        }
        Set<String> unknown = new HashSet<>(arrivals.keySet());
        unknown.removeAll(sent.keySet());
        if (failure != null || arrived.get() != expected || !unknown.isEmpty()) {
            throw new IOException(
                    "%d events came, and %d should have; %d of them of no judgement; %s"
                            .formatted(arrived.get(), expected, unknown.size(), failure));
        }
        var taken = new ArrayList<long[]>();
        for (Map.Entry<String, Long> one : sent.entrySet()) {
            long[] at = arrivals.getOrDefault(one.getKey(), new long[all.size()]);
            for (int s = 0; s < at.length; s++) {
                if ((at[s] != 0) != following.follows(one.getKey(), s)) {
                    throw new IOException(
                            "Subscriber %d %s %s"
                                    .formatted(s, at[s] == 0 ? "missed" : "got", one.getKey()));
                }
            }
            taken.add(
                    Arrays.stream(at)
                            .filter(when -> when != 0)
                            .map(when -> Math.max(0, when - one.getValue()))
                            .toArray());
        }
        return taken;
    }

    private void read() {
        try {
            while (!closing) {
                selector.select(
                        key -> {
                            try {
                                read((SocketChannel) key.channel(), (Subscriber) key.attachment());
                            } catch (IOException | RuntimeException e) {
                                failure = String.valueOf(e);
                                key.cancel();
                            }
                        },
                        1000);
            }
        } catch (IOException e) {
            failure = e.toString();
        }
    }

    private void read(SocketChannel channel, Subscriber subscriber) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new IOException("a stream ended: " + subscriber.text());
        }
        long now = System.nanoTime();
        buffer.flip();
        while (buffer.hasRemaining()) {
            subscriber.take(buffer.get(), now);
        }
    }

    /** One stream: HTTP's chunks, of whose bytes it keeps those of the event that is coming. */
    private final class Subscriber {
        private final int number;
        private byte[] bytes = new byte[512];
        private int length;
        private boolean head = true;
        private boolean greeted;

        /** Of the chunk; below 0 while its size is read. */
        private int left = -1;

        private int size;

        Subscriber(int number) {
            this.number = number;
        }

        String text() {
            return new String(bytes, 0, length, ISO_8859_1);
        }

        void take(byte one, long now) throws IOException {
            if (head) {
                keep(one);
                if (one == '\n' && length > 3 && bytes[length - 3] == '\n') {
                    if (!text().startsWith("HTTP/1.1 200 ")) {
                        throw new IOException(text());
                    }
                    head = false;
                    length = 0;
                }
            } else if (left < 0) {
                int digit = Character.digit(one, 16);
                if (digit >= 0) {
                    size = size * 16 + digit;
                } else if (one == '\n' && size > 0) {
                    left = size;
                    size = 0;
                }
            } else {
                left--;
                keep(one);
                if (one == '\n' && length > 1 && bytes[length - 2] == '\n') {
                    event(now);
                    length = 0;
                }
                if (left == 0) {
                    left = -1; // and the end of its line is passed over
                }
            }
        }

        private void keep(byte one) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = one;
        }

        private void event(long now) throws IOException {
            String event = text();
            if (!greeted) {
                greeted = true;
                connected.countDown();
            }
            if (!event.contains("data:")) {
                return;
            }
            if (length >= EVENT_BYTES) {
                throw new IOException("an event of " + length + " bytes: " + event);
            }
            Matcher stream = STREAM.matcher(event);
            Matcher version = REFLECTED.matcher(event);
            if (!stream.find() || !version.find()) {
                throw new IOException("not the event of a score: " + event);
            }
            String name = stream.group(1) + "/" + version.group(1);
            long[] at = arrivals.computeIfAbsent(name, _ -> new long[all.size()]);
            if (at[number] != 0) {
                throw new IOException("Subscriber " + number + " got twice " + name);
            }
            at[number] = now;
            newest = event;
            arrived.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closing = true;
        selector.wakeup();
        reading.join();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
