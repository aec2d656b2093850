package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One connection that speaks as much HTTP/1.1 as a load needs: who asks must cost the machine
 * little, or he is what is measured. For one thread.
 */
final class Wire implements AutoCloseable {
    private static final int ANSWER_MAX = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[8192];
    private int bodyAt;
    private int bodyLength;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** A request's bytes, of which the headers say everything but the body's length. */
    static byte[] request(String method, String path, String headers, byte[] body) {
        byte[] head =
                "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Length: %d\r\n\r\n"
                        .formatted(method, path, headers, body.length)
                        .getBytes(ISO_8859_1);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /** Sends a request and reads the whole answer. */
    int send(byte[] request) throws IOException {
        out.write(request);
        int read = 0;
        int end;
        do {
            read += more(read);
            end = endOfHeaders(read);
        } while (end < 0);
        String head = new String(buffer, 0, end, ISO_8859_1);
        int status = Integer.parseInt(head.substring(9, 12));
        bodyAt = end;
        String lower = head.toLowerCase(Locale.ROOT);
        if (status == 304 || status == 204) {
            bodyLength = 0;
        } else if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            chunks(read);
        } else {
            bodyLength = contentLength(lower);
            while (read < bodyAt + bodyLength) {
                read += more(read);
            }
        }
        return status;
    }

    /** Reads a body that comes in chunks, and moves it together. */
    private void chunks(int alreadyRead) throws IOException {
        int read = alreadyRead;
        int from = bodyAt;
        bodyLength = 0;
        while (true) {
            int end = from;
            while (true) {
                while (end + 1 >= read) {
                    read += more(read);
                }
                if (buffer[end] == '\r' && buffer[end + 1] == '\n') {
                    break;
                }
                end++;
            }
            int size = Integer.parseInt(new String(buffer, from, end - from, ISO_8859_1), 16);
            int next = end + 2 + size + 2;
            while (read < next) {
                read += more(read);
            }
            if (size == 0) {
                return;
            }
            System.arraycopy(buffer, end + 2, buffer, bodyAt + bodyLength, size);
            bodyLength += size;
            from = next;
        }
    }

    /** The body of the last answer. */
    String body() {
        return new String(buffer, bodyAt, bodyLength, UTF_8);
    }

    /** A header of the last answer, which must be there. */
    String header(String name) {
        String head = new String(buffer, 0, bodyAt, ISO_8859_1);
        int at =
                head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
        if (at < 0) {
            throw new IllegalStateException("no " + name + " in " + head);
        }
        int from = at + 3 + name.length();
        return head.substring(from, head.indexOf('\r', from)).strip();
    }

    private int more(int read) throws IOException {
        if (read == buffer.length) {
            if (read >= ANSWER_MAX) {
                throw new IOException("an answer of more than " + ANSWER_MAX + " bytes");
            }
            buffer = java.util.Arrays.copyOf(buffer, read * 2);
        }
        int n = in.read(buffer, read, buffer.length - read);
        if (n < 0) {
            throw new EOFException("the connection was closed");
        }
        return n;
    }

    private int endOfHeaders(int read) {
        for (int i = 3; i < read; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(String lower) {
        int at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new IllegalStateException("an answer that does not say its length: " + lower);
        }
        int from = at + "\r\ncontent-length:".length();
        return Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
