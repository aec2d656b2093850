package uk.inspection.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer for one machine: discovery, keys, the authorization code flow with PKCE,
 * refresh tokens, sign-out. It listens on loopback. Who may sign in is who holds a token of {@code
 * ./platform token}: to be able to read the data directory's secrets is what entitles, and another
 * process of this machine that cannot gets nothing here.
 */
public final class Issuer implements AutoCloseable {
    /** Of a session's tokens: so long a service may count on them without asking. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Who may send people here.
     *
     * @param redirects where a code may be sent to, to the letter
     * @param afterSignOut where who has signed out may be sent to, to the letter
     */
    public record Client(
            String id, String secret, Set<String> redirects, Set<String> afterSignOut) {
        public Client {
            redirects = Set.copyOf(redirects);
            afterSignOut = Set.copyOf(afterSignOut);
        }

        /** The pages of a service at these addresses. */
        public static Client pages(String secret, List<String> addresses) {
            return new Client(
                    "inspection-pages",
                    secret,
                    addresses.stream()
                            .map(address -> address + "/account/signed-in")
                            .collect(Collectors.toSet()),
                    addresses.stream().map(address -> address + "/").collect(Collectors.toSet()));
        }
    }

    /** What a person, and not the client, has to be told. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String sentence) {
            super(sentence);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final String address;
    private final Client client;
    private final Grants grants;

    private Issuer(
            HttpServer server,
            ExecutorService threads,
            Supplier<SigningKeys> keys,
            Client client,
            Duration lifetime) {
        this.server = server;
        this.threads = threads;
        this.address = address(server.getAddress().getPort());
        this.client = client;
        this.grants = new Grants(keys, client.id, lifetime, Clock.systemUTC());
    }

    public static String address(int port) {
        return "http://127.0.0.1:" + port;
    }

    /**
     * Returns when it listens.
     *
     * @param keys asked for every time, so that a new key counts at once
     * @param lifetime of a session's tokens; no longer than the credential's in any case
     */
    static Issuer start(int port, Supplier<SigningKeys> keys, Client client, Duration lifetime) {
        HttpServer server;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (IOException e) {
            throw new StackException(
                    "The issuer of tokens cannot listen on port "
                            + port
                            + ": "
                            + e.getMessage()
                            + ".",
                    e);
        }
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        var issuer = new Issuer(server, threads, keys, client, lifetime);
        server.createContext("/", issuer::answer);
        server.start();
        return issuer;
    }

    /** With one key, for tests. */
    public static Issuer start(int port, Tokens tokens, Client client, Duration lifetime) {
        var keys = SigningKeys.of(tokens);
        return start(port, () -> keys, client, lifetime);
    }

    public String address() {
        return address;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    // ---- one request

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            try {
                route(exchange);
            } catch (Wrong e) {
                page(exchange, 400, SignInPage.wrong(String.valueOf(e.getMessage())));
            } catch (Grants.Refused e) {
                json(exchange, e.error().equals("invalid_client") ? 401 : 400, error(e));
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException, Wrong, Grants.Refused {
        var door = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (door) {
            case "GET /.well-known/openid-configuration" -> json(exchange, 200, metadata());
            case "GET /jwks" -> send(exchange, 200, JSON_TYPE, grants.keySet());
            case "GET /style.css" ->
                    send(exchange, 200, "text/css; charset=utf-8", SignInPage.STYLE);
            case "GET /authorize" -> authorize(exchange, query(exchange));
            case "POST /authorize" -> authorize(exchange, form(exchange));
            case "POST /token" -> token(exchange, form(exchange));
            case "GET /end-session" -> endSession(exchange, query(exchange));
            case "POST /end-session" -> endSession(exchange, form(exchange));
            default -> page(exchange, 404, SignInPage.wrong("There is nothing at this address."));
        }
    }

    private Map<String, Object> metadata() {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("issuer", grants.issuer());
        metadata.put("authorization_endpoint", address + "/authorize");
        metadata.put("token_endpoint", address + "/token");
        metadata.put("jwks_uri", address + "/jwks");
        metadata.put("end_session_endpoint", address + "/end-session");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("response_modes_supported", List.of("query"));
        metadata.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("scopes_supported", List.of("openid"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post"));
        return metadata;
    }

    /** Nobody is sent anywhere before it is known that the address is the client's own. */
    private void authorize(HttpExchange exchange, Map<String, String> asked)
            throws IOException, Wrong {
        var redirect = asked.getOrDefault("redirect_uri", "");
        if (!client.id.equals(asked.get("client_id"))) {
            throw new Wrong("Who sent you here is not known to this issuer.");
        }
        if (!client.redirects.contains(redirect)) {
            throw new Wrong("The address to go back to is not known to this issuer.");
        }
        var fault = fault(asked);
        if (fault != null) {
            back(exchange, redirect, asked, Map.of("error", fault));
            return;
        }
        var credential = asked.get("token");
        if (credential == null) {
            signInPage(exchange, 200, redirect, asked);
            return;
        }
        try {
            var code =
                    grants.code(
                            new Grants.Asked(
                                    redirect,
                                    asked.getOrDefault("code_challenge", ""),
                                    asked.get("nonce")),
                            credential.strip());
            back(exchange, redirect, asked, Map.of("code", code));
        } catch (Grants.Refused e) {
            signInPage(exchange, 401, redirect, asked);
        }
    }

    private static @Nullable String fault(Map<String, String> asked) {
        if (!"code".equals(asked.get("response_type"))) {
            return "unsupported_response_type";
        }
        if (!List.of(asked.getOrDefault("scope", "").split(" ", -1)).contains("openid")) {
            return "invalid_scope";
        }
        return "S256".equals(asked.get("code_challenge_method"))
                        && CHALLENGE.matcher(asked.getOrDefault("code_challenge", "")).matches()
                ? null
                : "invalid_request";
    }

    private void signInPage(
            HttpExchange exchange, int status, String redirect, Map<String, String> asked)
            throws IOException {
        // A browser applies the policy to where the form's answer leads, too.
        var origin = URI.create(redirect).resolve("/").toString();
        page(exchange, status, SignInPage.form(asked, status != 200), origin);
    }

    private void back(
            HttpExchange exchange,
            String redirect,
            Map<String, String> asked,
            Map<String, String> answer)
            throws IOException {
        var parameters = new LinkedHashMap<>(answer);
        if (asked.containsKey("state")) {
            parameters.put("state", asked.getOrDefault("state", ""));
        }
        seeOther(exchange, redirect + "?" + encoded(parameters));
    }

    private void token(HttpExchange exchange, Map<String, String> asked)
            throws IOException, Grants.Refused {
        requireClient(exchange, asked);
        var tokens =
                switch (asked.getOrDefault("grant_type", "")) {
                    case "authorization_code" ->
                            grants.ofCode(
                                    asked.getOrDefault("code", ""),
                                    asked.getOrDefault("redirect_uri", ""),
                                    asked.getOrDefault("code_verifier", ""));
                    case "refresh_token" ->
                            grants.ofRefreshToken(asked.getOrDefault("refresh_token", ""));
                    default ->
                            throw new Grants.Refused(
                                    "unsupported_grant_type", "There is no such grant here.");
                };
        json(exchange, 200, tokens);
    }

    private void requireClient(HttpExchange exchange, Map<String, String> asked)
            throws Grants.Refused {
        var id = asked.getOrDefault("client_id", "");
        var secret = asked.getOrDefault("client_secret", "");
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header != null && header.startsWith("Basic ")) {
            try {
                var both =
                        new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8)
                                .split(":", 2);
                id = URLDecoder.decode(both[0], UTF_8);
                secret = both.length == 2 ? URLDecoder.decode(both[1], UTF_8) : "";
            } catch (IllegalArgumentException e) {
                throw new Grants.Refused("invalid_client", "The client's name cannot be read.");
            }
        }
        if (!client.id.equals(id)
                || !MessageDigest.isEqual(client.secret.getBytes(UTF_8), secret.getBytes(UTF_8))) {
            throw new Grants.Refused("invalid_client", "This client is not known here.");
        }
    }

    private void endSession(HttpExchange exchange, Map<String, String> asked)
            throws IOException, Wrong {
        var hint = asked.get("id_token_hint");
        if (hint != null) {
            try {
                grants.end(hint);
            } catch (Grants.Refused e) {
                throw new Wrong(String.valueOf(e.getMessage()));
            }
        }
        var to = asked.get("post_logout_redirect_uri");
        if (to == null) {
            page(exchange, 200, SignInPage.signedOut());
        } else if (hint == null || !client.afterSignOut.contains(to)) {
            throw new Wrong("The address to go back to is not known to this issuer.");
        } else {
            var state = asked.get("state");
            seeOther(exchange, state == null ? to : to + "?" + encoded(Map.of("state", state)));
        }
    }

    // ---- reading and writing

    private static Map<String, String> query(HttpExchange exchange) throws Wrong {
        var query = exchange.getRequestURI().getRawQuery();
        return parameters(query == null ? "" : query);
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException, Wrong {
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith(FORM)) {
            throw new Wrong("This address takes a form.");
        }
        var body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            throw new Wrong("That is too long.");
        }
        return parameters(new String(body, UTF_8));
    }

    /** Each once, as RFC 6749 has it. */
    private static Map<String, String> parameters(String encoded) throws Wrong {
        var parameters = new LinkedHashMap<String, String>();
        for (var pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            var both = pair.split("=", 2);
            try {
                var name = URLDecoder.decode(both[0], UTF_8);
                var value = both.length == 2 ? URLDecoder.decode(both[1], UTF_8) : "";
                if (parameters.put(name, value) != null) {
                    throw new Wrong("A parameter is given twice.");
                }
            } catch (IllegalArgumentException e) {
                throw new Wrong("A parameter cannot be read.");
            }
        }
        return parameters;
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one ->
                        URLEncoder.encode(one.getKey(), UTF_8)
                                + "="
                                + URLEncoder.encode(one.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, Object> error(Grants.Refused refused) {
        return Map.of(
                "error",
                refused.error(),
                "error_description",
                String.valueOf(refused.getMessage()));
    }

    private static void seeOther(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(303, -1);
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> content)
            throws IOException {
        try {
            send(exchange, status, JSON_TYPE, JSON.writeValueAsString(content));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void page(HttpExchange exchange, int status, String page) throws IOException {
        page(exchange, status, page, "");
    }

    private static void page(HttpExchange exchange, int status, String page, String leadsTo)
            throws IOException {
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors"
                                + " 'none'; form-action 'self' "
                                + leadsTo);
        send(exchange, status, HTML, page);
    }

    private static void send(HttpExchange exchange, int status, String type, String content)
            throws IOException {
        var bytes = content.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
