package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.TestIssuer;

/** An issuer that is not the stack's own: its keys come and go, and it counts who asks for them. */
final class ForeignIssuer implements AutoCloseable {
    private final int port = TestIssuer.freePort();
    private final List<RsaJsonWebKey> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private @Nullable HttpServer server;

    /** Does not listen yet. */
    ForeignIssuer(RsaJsonWebKey... keys) {
        this.keys.addAll(List.of(keys));
    }

    void listen() {
        HttpServer listening;
        try {
            listening =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answer(
                listening,
                "/.well-known/openid-configuration",
                () ->
                        """
                        {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/a",
                         "token_endpoint": "%1$s/t", "end_session_endpoint": "%1$s/e"}
                        """
                                .formatted(address()));
        answer(
                listening,
                "/keys",
                () -> {
                    asked.incrementAndGet();
                    return new JsonWebKeySet(List.copyOf(keys))
                            .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
                });
        listening.start();
        server = listening;
    }

    private static void answer(
            HttpServer server, String path, java.util.function.Supplier<String> content) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        byte[] bytes = content.get().getBytes(UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** How often somebody wanted the keys. */
    int asked() {
        return asked.get();
    }

    /** The keys that count from now on. */
    void keys(RsaJsonWebKey... now) {
        keys.clear();
        keys.addAll(List.of(now));
    }

    static RsaJsonWebKey newKey(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operator's token of an hour, changed. */
    String token(RsaJsonWebKey key, Consumer<JwtClaims> change) {
        var claims = new JwtClaims();
        claims.setIssuer(address());
        claims.setAudience("inspection-platform");
        claims.setSubject("somebody");
        claims.setStringListClaim("groups", "operator");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        change.accept(claims);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
        }
    }
}
