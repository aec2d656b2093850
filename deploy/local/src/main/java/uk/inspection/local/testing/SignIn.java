package uk.inspection.local.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Signs in at a service's pages and at the embedded issuer, step by step, as a browser without
 * scripts does. Where a test turns a step into something else, it has the steps one by one.
 */
public final class SignIn {
    private static final int SEE_OTHER = 303;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final URI pages;
    private final Map<String, String> cookies = new TreeMap<>();

    /**
     * @param pages the address of the service, with the host name that the browser uses
     */
    public SignIn(URI pages) {
        this.pages = pages;
    }

    /** The cookies of whoever has signed in with this token. */
    public static Map<String, String> with(String token, URI pages) {
        var signIn = new SignIn(pages);
        signIn.comeBack(signIn.present(token, signIn.begin("/account")));
        return signIn.cookies();
    }

    public Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** As a header. */
    public static String header(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining("; "));
    }

    /** Returns where the issuer is asked, with all that it is asked. */
    public URI begin(String to) {
        return location(get(pages.resolve("/account/sign-in?to=" + encoded(to))));
    }

    /** Returns where the issuer sends the browser back to, with the code. */
    public URI present(String token, URI asked) {
        // What the page has in hidden fields is what it was asked.
        var form = asked.getRawQuery() + "&token=" + encoded(token);
        return location(
                send(
                        HttpRequest.newBuilder(asked.resolve("/authorize"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))));
    }

    /** Returns where the pages lead to; the cookies have the session then. */
    public URI comeBack(URI back) {
        var next = location(get(back));
        return next.getPath().equals("/account/sign-in") ? location(get(next)) : next;
    }

    /** A page, with the cookies; those that the answer brings are kept. */
    public HttpResponse<String> get(URI address) {
        return send(HttpRequest.newBuilder(address).header("Accept", "text/html"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header("Cookie", header(cookies));
        }
        try {
            var answer =
                    HTTP.send(
                            request.timeout(Duration.ofSeconds(30)).build(),
                            HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String header) {
        var both = header.split(";", 2)[0].split("=", 2);
        if (both[1].isEmpty() || header.contains("Max-Age=0")) {
            cookies.remove(both[0]);
        } else {
            cookies.put(both[0], both[1]);
        }
    }

    private static URI location(HttpResponse<String> answer) {
        if (answer.statusCode() != 302 && answer.statusCode() != SEE_OTHER) {
            throw new IllegalStateException(
                    "%s answers %d and leads nowhere: %s"
                            .formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
