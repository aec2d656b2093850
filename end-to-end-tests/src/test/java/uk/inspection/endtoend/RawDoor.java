package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sends requests as they are written, also such as no HTTP library would write. */
final class RawDoor {
    private static final int ANSWERED_WITHIN_MS = 30_000;
    private static final int ENOUGH_OF_A_STREAM = 300;

    /**
     * A request on a connection of its own.
     *
     * @param headers each a line, whose characters are bytes
     * @param what in words, what is bad about it
     * @param wellFormed whether it is a request at all, which an application sees
     */
    record Request(
            String method,
            String target,
            List<String> headers,
            byte[] body,
            String what,
            boolean wellFormed) {

        byte[] bytes() {
            String head =
                    "%s %s HTTP/1.1\r\n%s\r\n\r\n"
                            .formatted(method, target, String.join("\r\n", headers));
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(ISO_8859_1));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }

    /**
     * What came back.
     *
     * @param status 0 where the connection was closed without an answer
     * @param headers names in lower case
     */
    record Answer(int status, List<String> headers, String body) {
        Optional<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        boolean isA(String type) {
            return header("content-type").orElse("").startsWith(type);
        }
    }

    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private RawDoor() {}

    /** Sends it and reads until the end; of a stream, its beginning. */
    static Answer send(URI door, Request request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.getPort())) {
            socket.setSoTimeout(ANSWERED_WITHIN_MS);
            try {
                socket.getOutputStream().write(request.bytes());
                socket.getOutputStream().flush();
            } catch (IOException notTaken) {
                // It may have answered before it closed.
            }
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        var read = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        Predicate<byte[]> enough = whole -> false;
        boolean headRead = false;
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                read.write(chunk, 0, n);
                if (!headRead) {
                    String text = read.toString(ISO_8859_1);
                    headRead = text.contains("\r\n\r\n");
                    enough = headRead ? enough(text) : enough;
                }
                if (enough.test(read.toByteArray())) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("not answered within %d ms".formatted(ANSWERED_WITHIN_MS), e);
        } catch (IOException cut) {
            // What came before counts.
        }
        return parse(read.toString(ISO_8859_1));
    }

    /**
     * Tells when an answer that begins like this has been read: the server may keep the connection
     * for who said nothing of its being closed, or said it badly.
     */
    private static Predicate<byte[]> enough(String begun) {
        Answer answer = parse(begun);
        int head = begun.indexOf("\r\n\r\n") + 4;
        if (answer.isA("text/event-stream")) {
            return whole -> whole.length > ENOUGH_OF_A_STREAM;
        }
        if (answer.status() == 204 || answer.status() == 304) {
            return _ -> true; // which have no body
        }
        if (answer.header("transfer-encoding").isPresent()) {
            return whole ->
                    new String(
                                    whole,
                                    Math.max(0, whole.length - LAST_CHUNK.length()),
                                    Math.min(whole.length, LAST_CHUNK.length()),
                                    ISO_8859_1)
                            .equals(LAST_CHUNK);
        }
        return answer.header("content-length")
                .<Predicate<byte[]>>map(
                        length -> whole -> whole.length >= head + Integer.parseInt(length))
                .orElse(_ -> false);
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.")) {
            return new Answer(0, List.of(), text);
        }
        List<String> lines =
                text.substring(0, end).lines().collect(Collectors.toCollection(ArrayList::new));
        int status = Integer.parseInt(lines.removeFirst().split(" ", 3)[1]);
        return new Answer(status, List.copyOf(lines), text.substring(end + 4));
    }
}
