package uk.inspection.scoring.rest;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who follows the live scores, at the other end of a connection. */
interface LiveReader {
    /** Says what kind of answer comes, before anything of it does. */
    void greet();

    /**
     * Sends a frame after those before it.
     *
     * @param taken is told, on any thread, when the frame is on its way, and otherwise why not
     */
    void send(Buffer frame, Consumer<@Nullable Throwable> taken);

    /** Whether he has closed the connection. */
    boolean isGone();

    /** Ends the stream in good order, after what was sent. */
    void end();

    /** Closes the connection; what was sent and not taken is lost. */
    void cut();

    /**
     * Over HTTP. What only let the request in is let go of, or it would be held for as long as the
     * reader stays: how the token was checked, the token, and the parameters.
     */
    static LiveReader of(RoutingContext request) {
        request.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
        request.request().headers().remove(HttpHeaders.AUTHORIZATION);
        request.queryParams().clear();
        HttpServerResponse response = request.response();
        HttpConnection connection = request.request().connection();
        return new LiveReader() {
            @Override
            public void greet() {
                response.setChunked(true)
                        .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader("X-Accel-Buffering", "no"); // or a proxy holds events back
            }

            @Override
            public void send(Buffer frame, Consumer<@Nullable Throwable> taken) {
                response.write(frame).onComplete(written -> taken.accept(written.cause()));
            }

            @Override
            public boolean isGone() {
                return response.closed();
            }

            @Override
            public void end() {
                response.end();
            }

            @Override
            public void cut() {
                connection.close(); // the stream's own end would wait behind what is not taken
            }
        };
    }
}
