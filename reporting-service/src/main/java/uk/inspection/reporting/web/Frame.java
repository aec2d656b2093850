package uk.inspection.reporting.web;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the layout needs to know.
 *
 * @param languages this page in each language, itself included
 * @param pages where our own files are
 * @param govuk where those of the design system are
 */
public record Frame(Language language, List<Link> languages, String pages, String govuk) {
    /** The parameter and the cookie that name a language. */
    static final String LANGUAGE = "lang";

    /** The same address with another language; {@code href} is relative to it. */
    public record Link(Language language, String href) {}

    /** The address says more than the cookie, the cookie more than the browser's settings. */
    static Frame of(
            MultivaluedMap<String, String> query,
            Map<String, Cookie> cookies,
            @Nullable String acceptLanguage,
            Assets assets) {
        Language language =
                asked(query)
                        .or(() -> kept(cookies))
                        .orElseGet(() -> Language.accepted(acceptLanguage));
        return new Frame(
                language,
                Stream.of(Language.values()).map(other -> link(query, other)).toList(),
                assets.base(),
                Assets.GOVUK);
    }

    static Optional<Language> asked(MultivaluedMap<String, String> query) {
        return Language.of(query.getFirst(LANGUAGE));
    }

    static Optional<Language> kept(Map<String, Cookie> cookies) {
        return Optional.ofNullable(cookies.get(LANGUAGE))
                .map(Cookie::getValue)
                .flatMap(Language::of);
    }

    /** Without a path: one that began with two slashes would lead to another host. */
    private static Link link(MultivaluedMap<String, String> query, Language language) {
        String others =
                query.entrySet().stream()
                        .filter(parameter -> !parameter.getKey().equals(LANGUAGE))
                        .flatMap(parameter ->
                                parameter.getValue().stream()
                                        .map(value -> pair(parameter.getKey(), value) + "&"))
                        .collect(Collectors.joining());
        return new Link(language, "?" + others + pair(LANGUAGE, language.code()));
    }

    static String pair(String name, String value) {
        return encode(name) + "=" + encode(value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
