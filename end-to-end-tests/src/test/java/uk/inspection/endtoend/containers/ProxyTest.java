package uk.inspection.endtoend.containers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the proxy leads what it is asked for, by its rules for paths as its documentation has them:
 * the first block counts; letters of either case are the same; a star at the end stands for
 * anything, and one in the middle for anything but a slash.
 */
class ProxyTest {
    private static final String CLOSED = "404";
    private static final List<String> SERVICES = DockerfileTest.SERVICES;

    /** By the expression for its paths, the upstream or the status. */
    private final Map<Pattern, String> blocks = new LinkedHashMap<>();

    private final String text;

    ProxyTest() throws IOException {
        text = Files.readString(ComposeFile.ROOT.resolve("deploy/containers/Caddyfile"));
        var site = text.substring(text.indexOf("{$PLATFORM_URL} {"), text.indexOf("http://:8079"));
        var named = new LinkedHashMap<String, String>();
        Pattern.compile("(?m)^\t(@\\w+) path (.+)$")
                .matcher(site)
                .results()
                .forEach(one -> named.put(one.group(1), one.group(2)));
        Pattern.compile("(?m)^\thandle (@\\w+ )?\\{\n\t\t(?:reverse_proxy|respond) (\\S+)\n\t}$")
                .matcher(site)
                .results()
                .forEach(one ->
                        blocks.put(
                                Pattern.compile(
                                        one.group(1) == null
                                                ? ".*"
                                                : expression(
                                                        requireNonNull(
                                                                named.remove(
                                                                        one.group(1).strip())))),
                                one.group(2)));
        assertThat(named).as("every list of paths has its block").isEmpty();
        assertThat(blocks).hasSize(Math.toIntExact(site.lines().filter(this::isBlock).count()));
    }

    private boolean isBlock(String line) {
        return line.startsWith("\thandle");
    }

    private static String expression(String paths) {
        return Pattern.compile(" +")
                .splitAsStream(paths.toLowerCase(Locale.ROOT))
                .map(path -> {
                    var open = path.endsWith("*");
                    var exact = open ? path.substring(0, path.length() - 1) : path;
                    return Pattern.quote(exact).replace("*", "\\E[^/]*\\Q") + (open ? ".*" : "");
                })
                .reduce((one, other) -> one + "|" + other)
                .orElseThrow();
    }

    private String leads(String path) {
        return blocks.entrySet().stream()
                .filter(block -> block.getKey().matcher(path.toLowerCase(Locale.ROOT)).matches())
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void every_path_of_an_interface_comes_to_the_service_that_has_it(String service) {
        var paths = ComposeFile.yaml("deploy/openapi/" + service + ".yaml").path("paths");
        var compose = ComposeFile.asWritten();
        var upstream = service + ":" + compose.list(service, "expose").getFirst();
        var outside = new TreeSet<String>();
        for (var template : ComposeFile.texts(paths)) {
            var path = template.replaceAll("\\{[^}]+}", "x1");
            if (path.startsWith("/v1/")) {
                assertThat(leads(path)).as(path).isEqualTo(upstream);
                outside.add(path);
            } else {
                assertThat(path).startsWith("/admin/");
                assertThat(leads(path)).as(path).isEqualTo(CLOSED);
            }
        }
        assertThat(outside).hasSizeGreaterThan(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/relay",
                "/Admin/relay",
                "/admin;a=b/relay",
                "/q",
                "/q/health/ready",
                "/q/metrics",
                "/q/swagger-ui",
                "/q;a/metrics"
            })
    void what_is_for_operators_is_closed(String path) {
        assertThat(leads(path)).isEqualTo(CLOSED);
    }

    @ParameterizedTest
    @CsvSource({
        "/, reporting-service:8080",
        "/reports/x1.pdf, reporting-service:8080",
        "/inspections/x1/history, reporting-service:8080",
        "/live/score-events, reporting-service:8080",
        "/account/signed-in, reporting-service:8080",
        "/assets/pages-1/pages.css, reporting-service:8080",
        "/v1/score-events, scoring-service:8082",
        "/realms/inspection/protocol/openid-connect/auth, identity:8080",
        "/realms/inspection/.well-known/openid-configuration, identity:8080",
        "/resources/x1/login/keycloak.v2/css/styles.css, identity:8080",
        "/realms/master/protocol/openid-connect/token, reporting-service:8080"
    })
    void pages_streams_and_the_realm_are_open(String path, String upstream) {
        assertThat(leads(path)).isEqualTo(upstream);
    }

    /** It would hold events back, or cut a stream on which nothing has happened for a while. */
    @Test
    void nothing_buffers_or_ends_a_live_stream() {
        assertThat(text)
                .doesNotContain("encode ")
                .doesNotContain("flush_interval")
                .doesNotContain("response_header_timeout")
                .doesNotContain("\t\t\twrite ")
                .doesNotContain("read_timeout");
    }
}
