package uk.inspection.endtoend.twoyears;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/** Answers every request to an instance alike. */
final class PretendInstance implements AutoCloseable {
    private interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;

    private PretendInstance(Instances instances, int instance, Answering answering)
            throws IOException {
        var address = URI.create(instances.address(instance));
        server = HttpServer.create(new InetSocketAddress(address.getHost(), address.getPort()), 0);
        server.createContext("/", answering::to);
        server.start();
    }

    static PretendInstance thatAnswers(Instances instances, int instance, int status, String body)
            throws IOException {
        return new PretendInstance(
                instances,
                instance,
                exchange -> {
                    exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
                    exchange.getResponseBody().write(body.getBytes(UTF_8));
                    exchange.close();
                });
    }

    /** Gone in the middle of its answer. */
    static PretendInstance thatDies(Instances instances, int instance) throws IOException {
        return new PretendInstance(
                instances,
                instance,
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    throw new IOException("killed");
                });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
