package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.endtoend.RawDoor.Request;

/**
 * Makes bad requests out of good ones. Which one the n-th is, the seed says, the operation and n:
 * each can be made again without those before it.
 */
final class BadInput {
    /** Is in no answer of a page as it stands here. */
    static final String MARKUP = "<script>alert(7)</script>";

    /** Is in the headers of no answer. */
    static final String SMUGGLED = "X-Smuggled";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACE = "@@here@@";

    /**
     * A good request.
     *
     * @param path with its parameters in braces
     * @param query names of the parameters that the document knows
     * @param body null where it has none
     */
    record Example(
            String id,
            String method,
            String path,
            Map<String, String> parameters,
            String givenQuery,
            List<String> query,
            @Nullable JsonNode body,
            String token) {

        String target() {
            String target = path;
            for (var one : parameters.entrySet()) {
                target = target.replace("{" + one.getKey() + "}", one.getValue());
            }
            return givenQuery.isEmpty() ? target : target + "?" + givenQuery;
        }
    }

    /** As a value of JSON, written as it is. */
    private static final List<String> LITERALS =
            List.of(
                    "null",
                    "true",
                    "false",
                    "{}",
                    "[]",
                    "\"\"",
                    "\" \"",
                    "0",
                    "-0",
                    "-1",
                    "1.5",
                    "1e2",
                    "1e999",
                    "-1e-999",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "0x10",
                    "010",
                    "+1",
                    ".5",
                    "1.",
                    "2147483648",
                    "9223372036854775808",
                    "99999999999999999999999999999999",
                    "1e1000000000",
                    "9".repeat(90),
                    "9".repeat(5000),
                    "[[]]",
                    "{\"\":null}",
                    "[null]",
                    "[1,\"a\",{}]",
                    "\"1\"",
                    "\"true\"",
                    "\"2026-02-30\"",
                    "\"0000-00-00\"",
                    "\"-999999999-01-01\"",
                    "\"+999999999-12-31\"",
                    "\"2026-01-01T25:00:00Z\"",
                    "\"+1000000000-12-31T23:59:59.999999999Z\"",
                    "undefined",
                    "'single'",
                    "/*c*/1",
                    "\"\\ud800\"",
                    "\"\\udfff\\ud800\"",
                    "\"\\u0000\"",
                    "\"\\x41\"",
                    "\"\\u12\"");

    /** As a text. */
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "\t",
                    "\n",
                    "x".repeat(70),
                    "x".repeat(1_100),
                    "x".repeat(300_000),
                    "\u202Eevil\u202C",
                    "\u200B",
                    "\u200D\uFEFF",
                    "e\u0301".repeat(40),
                    "\uFFFE\uFFFF",
                    "\uD83D\uDC69\u200D\uD83D\uDC67",
                    "\u0130\u0131\u017F",
                    "\u0085\u2028\u2029",
                    "\u0007\u001b[31m",
                    "' OR '1'='1",
                    "'; drop table log.event; --",
                    "\\'; select pg_sleep(20) --",
                    "%' or 1=1",
                    "$1",
                    "?",
                    ":id",
                    "{id}",
                    "${jndi:ldap://127.0.0.1/a}",
                    "#{1+1}",
                    "{7*7}",
                    "{{7*7}}",
                    "${7*7}",
                    "%n%s%x",
                    "%d",
                    MARKUP,
                    "\"><img src=x onerror=alert(7)>",
                    "javascript:alert(7)",
                    "&lt;&#0;&",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                    "../../../../etc/passwd",
                    "..\\..\\windows",
                    "/etc/passwd",
                    "file:///etc/passwd",
                    "\r\n" + SMUGGLED + ": 1",
                    "\nERROR [forged] line",
                    "=1+1",
                    "@SUM(A1)",
                    "-2+3",
                    "|ls",
                    "$(id)",
                    "`id`",
                    "; rm -rf x",
                    "null",
                    "true",
                    "NaN",
                    "-1",
                    "0",
                    "1e9",
                    "99999999999999999999",
                    "2026-02-30",
                    "2026-01-01T00:00:00Z",
                    "+999999999-12-31",
                    "-999999999-01-01",
                    "AAAA",
                    "!!",
                    "=",
                    "MA",
                    "OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
                    "LTE",
                    "_",
                    "W/\"1\"",
                    "case-events/1",
                    "case-events/999999999999999999",
                    "x/1",
                    "/1",
                    "1/",
                    "en",
                    "cy",
                    "xx");

    /** As a part of an address, written as it is. */
    private static final List<String> ADDRESSED =
            List.of(
                    "%00",
                    "%0d%0a" + SMUGGLED + ":%201",
                    "..%2f..%2fadmin",
                    "%2e%2e",
                    "..",
                    ".",
                    "%c0%ae",
                    "%ff",
                    "%ed%a0%80",
                    "%f8%88%80%80%80",
                    "%252e%252e",
                    "%25",
                    "%",
                    "%zz",
                    "%u0041",
                    "%2",
                    ";a=b",
                    "a;b=c",
                    "%3b",
                    "%5c",
                    "\\",
                    "%20",
                    "+",
                    "~",
                    "*",
                    "%e2%80%ae",
                    "%F0%9F%91%A9",
                    "\u00e9",
                    "\u00ff\u00fe",
                    "%22%3e%3cscript%3ealert(7)%3c/script%3e",
                    "%27%20or%201=1--",
                    "-1",
                    "0",
                    "1.5",
                    "99999999999999999999",
                    "9223372036854775807",
                    "2147483648",
                    "null",
                    "a".repeat(65),
                    "a".repeat(1_000),
                    "a".repeat(3_900),
                    "a".repeat(9_000),
                    "%24%7b7*7%7d",
                    "%7b%7b7*7%7d%7d",
                    "[",
                    "]",
                    "{",
                    "}",
                    "|",
                    "^",
                    "\"",
                    "<script>alert(7)</script>",
                    "a%2fb");

    private static final List<String> CONTENT_TYPES =
            List.of(
                    "",
                    "text/plain",
                    "application/xml",
                    "application/json; charset=utf-16",
                    "application/json; charset=nonsense",
                    "application/json;",
                    "application/json; =",
                    "multipart/form-data",
                    "multipart/form-data; boundary=x",
                    "*/*",
                    "application/*",
                    "application/x-www-form-urlencoded",
                    "application/yaml",
                    "application/json, text/plain",
                    "json",
                    "/",
                    "application/json; charset=\"",
                    "a/b".repeat(300));

    private static final List<String> METHODS =
            List.of(
                    "GET",
                    "HEAD",
                    "POST",
                    "PUT",
                    "PATCH",
                    "DELETE",
                    "OPTIONS",
                    "TRACE",
                    "CONNECT",
                    "PROPFIND",
                    "FOO",
                    "get",
                    "PoSt");

    private static final List<String> HEADERS =
            List.of(
                    "If-Match: garbage",
                    "If-Match: \"",
                    "If-Match: \"99999999999999999999\"",
                    "If-Match: W/\"1\"",
                    "If-Match: \"1\", \"2\"",
                    "If-Match: -1",
                    "If-Match: ",
                    "If-None-Match: \"",
                    "If-None-Match: ,,",
                    "If-None-Match: W/",
                    "If-None-Match: *",
                    "If-Modified-Since: yesterday",
                    "If-Modified-Since: Thu, 99 Foo 9999 99:99:99 GMT",
                    "If-Unmodified-Since: 1",
                    "Last-Event-ID: x",
                    "Last-Event-ID: -1",
                    "Last-Event-ID: 99999999999999999999",
                    "Last-Event-ID: 9223372036854775807",
                    "Last-Event-ID: ",
                    "Last-Event-ID: \u00ff\u00fe",
                    "Accept: ;;;",
                    "Accept: application/xml",
                    "Accept: text/html;q=x",
                    "Accept: */*;q=9",
                    "Accept: a",
                    "Accept: ,",
                    "Accept: /",
                    "Accept: text/csv",
                    "Accept: " + "a/b,".repeat(1000),
                    "Accept-Language: cy;q=x",
                    "Accept-Language: " + "x".repeat(500),
                    "Accept-Language: *-*",
                    "Accept-Language: \u00ff",
                    "Accept-Encoding: gzip;q=-1, br",
                    "Accept-Charset: utf-7",
                    "Range: bytes=5-1",
                    "Range: bytes=0-,1-,2-",
                    "Range: x",
                    "Host: \"><script>alert(7)</script>",
                    "Host: a\u0000b",
                    "Forwarded: for=\"_x\";host=\"<script>alert(7)</script>\"",
                    "X-Forwarded-For: 127.0.0.1, ::1, x",
                    "X-Forwarded-Host: evil.invalid",
                    "X-Forwarded-Proto: javascript",
                    "X-HTTP-Method-Override: DELETE",
                    "Cookie: a",
                    "Cookie: ;;=;",
                    "Cookie: language=" + MARKUP,
                    "Cookie: session=garbage; session=other",
                    "Cookie: q_session=\u00ff",
                    "Authorization: Basic OjpAQA==",
                    "Authorization: Bearer",
                    "Authorization: Bearer .",
                    "Authorization: Bearer a.b.c",
                    "Idempotency-Key: ",
                    "Idempotency-Key: a b",
                    "Idempotency-Key: \u00e9",
                    "Idempotency-Key: " + "k".repeat(201),
                    "Idempotency-Key: " + MARKUP,
                    "Upgrade: websocket",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Expect: 100-continue",
                    "Expect: nonsense",
                    "Content-Encoding: gzip",
                    "Content-Encoding: br",
                    "Origin: null",
                    "Sec-Fetch-Site: cross-site",
                    "Traceparent: x",
                    "Traceparent: 00-0-0-0",
                    "Baggage: " + "a=b,".repeat(300),
                    "TE: trailers, deflate",
                    "Trailer: Content-Length");

    /** What is no request, or one of another length than it says. */
    private static final List<String> BROKEN =
            List.of(
                    "no colon here",
                    ": no name",
                    "Bad Name: x",
                    "X-Nul: a\u0000b",
                    " folded: x",
                    "X-Long: " + "x".repeat(25_000),
                    "Content-Length: -1",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: x",
                    "Content-Length: 5000000",
                    "Content-Length: 1",
                    "Content-Length: +3",
                    "Transfer-Encoding: chunked",
                    "Transfer-Encoding: identity, chunked",
                    "Transfer-Encoding: nonsense",
                    "X-Cr: a\rb",
                    "X-Lf: a\nInjected-By-Us: 1");

    private final long seed;

    BadInput(long seed) {
        this.seed = seed;
    }

    /** The good request itself. */
    static Request good(Example example, String key) {
        return request(
                example,
                example.method(),
                example.target(),
                headers(example, key),
                example.body() == null ? new byte[0] : bytes(example.body()),
                "nothing",
                true);
    }

    /**
     * The n-th bad request of an operation.
     *
     * @param key of a command that writes; it is in the event, should one come of it
     */
    Request bad(Example example, int n, String key) {
        var random = new SplittableRandom(seed * 31 + example.id().hashCode() * 1_000_003L + n);
        int kind = random.nextInt(100);
        if (example.body() != null && kind < 62) {
            return badBody(example, random, key);
        }
        if (kind < 72) {
            return badHeader(example, random, key);
        }
        if (kind < 75) {
            return broken(example, random, key);
        }
        if (kind < 80) {
            String method = pick(METHODS, random);
            return request(
                    example,
                    method,
                    example.target(),
                    headers(example, key),
                    new byte[0],
                    "method " + method,
                    true);
        }
        return badAddress(example, random, key);
    }

    // ---- addresses

    private static Request badAddress(Example example, SplittableRandom random, String key) {
        String nasty =
                random.nextInt(3) == 0 ? encoded(pick(TEXTS, random)) : pick(ADDRESSED, random);
        String target;
        String what;
        List<String> names = List.copyOf(example.parameters().keySet());
        int kind = random.nextInt(10);
        if (!names.isEmpty() && kind < 4) {
            String name = pick(names, random);
            var parameters = new LinkedHashMap<>(example.parameters());
            parameters.put(name, nasty);
            target = with(example, parameters).target();
            what = "path parameter " + name;
        } else if (!example.query().isEmpty() && kind < 8) {
            String name = pick(example.query(), random);
            target =
                    without(example)
                            + "?"
                            + name
                            + "="
                            + nasty
                            + (random.nextBoolean() ? "" : "&" + example.givenQuery());
            what = "query parameter " + name;
        } else if (kind == 8) {
            target =
                    without(example)
                            + "?"
                            + nasty
                            + "="
                            + nasty
                            + "&"
                            + "a=1&".repeat(random.nextInt(400));
            what = "unknown query";
        } else {
            target = example.path().startsWith("/") ? without(example) + "/" + nasty : nasty;
            what = "longer path";
        }
        return request(
                example,
                example.method(),
                target.replace(" ", "%20"),
                headers(example, key),
                example.body() == null ? new byte[0] : bytes(example.body()),
                what,
                isAddress(target.replace(" ", "%20")));
    }

    /** Of another, and of one too long, the server says 400 or 414 before any application. */
    private static boolean isAddress(String target) {
        try {
            new URI(target);
            return target.length() < 4_000 && target.chars().allMatch(one -> one < 0x7f);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Example with(Example example, Map<String, String> parameters) {
        return new Example(
                example.id(),
                example.method(),
                example.path(),
                parameters,
                example.givenQuery(),
                example.query(),
                example.body(),
                example.token());
    }

    private static String without(Example example) {
        String target = example.target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte one : text.substring(0, Math.min(text.length(), 1_000)).getBytes(UTF_8)) {
            encoded.append("%%%02x".formatted(one));
        }
        return encoded.toString();
    }

    // ---- headers

    private static Request badHeader(Example example, SplittableRandom random, String key) {
        List<String> headers = headers(example, key);
        String what;
        if (example.body() != null && random.nextInt(4) == 0) {
            String type = pick(CONTENT_TYPES, random);
            headers.removeIf(line -> line.startsWith("Content-Type:"));
            if (!type.isEmpty()) {
                headers.add("Content-Type: " + type);
            }
            what = "content type " + type;
        } else {
            String header = pick(HEADERS, random);
            String name = header.substring(0, header.indexOf(':') + 1);
            if (random.nextInt(4) > 0) {
                headers.removeIf(line -> line.startsWith(name));
            }
            headers.add(header);
            what = "header " + header;
        }
        return request(
                example,
                example.method(),
                example.target(),
                headers,
                example.body() == null ? new byte[0] : bytes(example.body()),
                what,
                headers.stream().noneMatch(line -> line.indexOf('\0') >= 0));
    }

    private static Request broken(Example example, SplittableRandom random, String key) {
        List<String> headers = headers(example, key);
        String line = pick(BROKEN, random);
        headers.add(line);
        byte[] body = example.body() == null ? new byte[0] : bytes(example.body());
        if (!line.startsWith("Content-Length") || random.nextBoolean()) {
            headers.add("Content-Length: " + body.length);
        }
        return new Request(
                example.method(), example.target(), headers, body, "broken " + line, false);
    }

    // ---- bodies

    private static Request badBody(Example example, SplittableRandom random, String key) {
        List<String> headers = headers(example, key);
        byte[] body;
        String what;
        JsonNode good = requireNonNull(example.body());
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> {
                String literal = pick(LITERALS, random);
                body = placed(good, random, literal);
                what = "value " + literal;
            }
            case 3, 4, 5 -> {
                String text = pick(TEXTS, random);
                body = placed(good, random, quoted(text));
                what = "text " + text;
            }
            case 6 -> {
                JsonNode less = good.deepCopy();
                body = changed(less, random, (object, name) -> object.remove(name));
                what = "a field less";
            }
            case 7 -> {
                JsonNode more = good.deepCopy();
                String name = pick(TEXTS, random);
                body = changed(more, random, (object, at) -> object.put(cut(name), 1));
                what = "a field more: " + name;
            }
            case 8 -> {
                JsonNode renamed = good.deepCopy();
                String name = pick(TEXTS, random);
                body =
                        changed(
                                renamed,
                                random,
                                (object, at) -> object.set(cut(name), object.remove(at)));
                what = "a field renamed: " + name;
            }
            case 9 -> {
                String text = good.toString();
                body =
                        text.substring(0, text.length() - 1)
                                .concat("," + text.substring(1))
                                .getBytes(UTF_8);
                what = "every field twice";
            }
            case 10 -> {
                byte[] whole = bytes(good);
                body = Arrays.copyOf(whole, random.nextInt(whole.length));
                what = "cut off";
            }
            case 11 -> {
                body = damaged(bytes(good), random);
                what = "bytes that are no UTF-8";
            }
            case 12 -> {
                body =
                        (good
                                        + pick(
                                                List.of(
                                                        "}",
                                                        "{}",
                                                        "x",
                                                        "\u0000",
                                                        " ,",
                                                        "[",
                                                        good.toString()),
                                                random))
                                .getBytes(UTF_8);
                what = "more behind it";
            }
            default -> {
                int which = random.nextInt(14);
                body = whole(which, good);
                if (which == 12) {
                    headers.add("Content-Encoding: gzip");
                }
                what = "another body altogether, " + which;
            }
        }
        return request(example, example.method(), example.target(), headers, body, what, true);
    }

    private static byte[] whole(int which, JsonNode good) {
        return switch (which) {
            case 0 -> new byte[0];
            case 1 -> "null".getBytes(UTF_8);
            case 2 -> "[]".getBytes(UTF_8);
            case 3 -> "\"x\"".getBytes(UTF_8);
            case 4 -> "[".repeat(200_000).getBytes(UTF_8);
            case 5 -> "{\"a\":".repeat(100_000).getBytes(UTF_8);
            case 6 -> "<?xml version=\"1.0\"?><a/>".getBytes(UTF_8);
            case 7 -> good.toString().getBytes(StandardCharsets.UTF_16);
            case 8 -> ("\uFEFF" + good).getBytes(UTF_8);
            case 9 -> " ".repeat(1_900_000).getBytes(UTF_8);
            case 10 -> new byte[2_200_000];
            case 11 -> ("[" + "1,".repeat(400_000) + "1]").getBytes(UTF_8);
            case 12 -> zipped(new byte[1_000_000]);
            default -> "&a *a !!java.lang.String [".getBytes(UTF_8);
        };
    }

    private static byte[] zipped(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] damaged(byte[] good, SplittableRandom random) {
        List<byte[]> wrong =
                List.of(
                        new byte[] {(byte) 0xc0, (byte) 0x80},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        new byte[] {(byte) 0xff},
                        new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                        new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
                        new byte[] {0});
        byte[] into = pick(wrong, random);
        int at = random.nextInt(good.length + 1);
        var bytes = new ByteArrayOutputStream();
        bytes.write(good, 0, at);
        bytes.writeBytes(into);
        bytes.write(good, at, good.length - at);
        return bytes.toByteArray();
    }

    private interface Change {
        void of(ObjectNode object, String field);
    }

    /** One object of the body, and one of its fields. */
    private static byte[] changed(JsonNode body, SplittableRandom random, Change change) {
        var objects = new ArrayList<ObjectNode>();
        objects(body, objects);
        objects.removeIf(ObjectNode::isEmpty);
        if (objects.isEmpty()) {
            return "{\"unknown\":1}".getBytes(UTF_8);
        }
        ObjectNode object = pick(objects, random);
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        change.of(object, pick(names, random));
        return bytes(body);
    }

    private static void objects(JsonNode node, List<ObjectNode> into) {
        if (node instanceof ObjectNode object) {
            into.add(object);
        }
        node.forEach(child -> objects(child, into));
    }

    /** In the place of one of the body's values, text that need not be JSON. */
    private static byte[] placed(JsonNode good, SplittableRandom random, String raw) {
        JsonNode body = good.deepCopy();
        var setters = new ArrayList<Runnable>();
        places(body, setters);
        if (setters.isEmpty()) {
            return raw.getBytes(UTF_8);
        }
        pick(setters, random).run();
        return body.toString().replace("\"" + PLACE + "\"", raw).getBytes(UTF_8);
    }

    private static void places(JsonNode node, List<Runnable> setters) {
        switch (node) {
            case ObjectNode object ->
                    object.properties()
                            .forEach(field -> {
                                setters.add(() -> object.set(field.getKey(), new TextNode(PLACE)));
                                places(field.getValue(), setters);
                            });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    int at = i;
                    setters.add(() -> array.set(at, new TextNode(PLACE)));
                    places(array.get(i), setters);
                }
            }
            default -> {
                // a leaf is set by what holds it
            }
        }
    }

    // ---- helpers

    private static Request request(
            Example example,
            String method,
            String target,
            List<String> headers,
            byte[] body,
            String what,
            boolean wellFormed) {
        if (body.length > 0 || !example.method().equals("GET")) {
            headers.add("Content-Length: " + body.length);
        }
        return new Request(method, target, headers, body, what, wellFormed);
    }

    private static List<String> headers(Example example, String key) {
        var headers = new ArrayList<String>();
        headers.add("Host: localhost");
        headers.add("Connection: close");
        if (!example.token().isEmpty()) {
            headers.add("Authorization: Bearer " + example.token());
        }
        if (!example.method().equals("GET")) {
            headers.add("Content-Type: application/json");
            headers.add("Idempotency-Key: " + key);
        }
        headers.add("X-Request-Id: " + key);
        return headers;
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), 2_000));
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
