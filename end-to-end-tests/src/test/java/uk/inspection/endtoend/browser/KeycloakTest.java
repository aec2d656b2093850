package uk.inspection.endtoend.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.OnlyInFull;
import uk.inspection.endtoend.ServiceProcess;
import uk.inspection.local.testing.SharedStack;

/** The packaged services with an identity server that others have made. */
class KeycloakTest {
    private static final String PAGES_SECRET = "of-the-pages";
    private static final String API_SECRET = "of-the-program";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    @OnlyInFull
    void keycloak_says_who_somebody_is_and_the_services_what_he_may() throws Exception {
        try (var keycloak = new Keycloak(directory);
                var reporting =
                        process(
                                "reporting-service",
                                keycloak,
                                Map.of(
                                        "quarkus.oidc.pages.credentials.secret",
                                        PAGES_SECRET,
                                        "pages.session-secret",
                                        "thirty-two-characters-at-the-least"));
                var plans = process("improvement-plan-service", keycloak, Map.of())) {
            keycloak.start(reporting.address(), PAGES_SECRET, API_SECRET);
            reporting.start();
            plans.start();
            reporting.awaitAnswer();
            plans.awaitAnswer();
            programsAreTold(keycloak, plans);
            keysAreRotated(keycloak, plans);
            peopleSignIn(keycloak, reporting);
        }
    }

    private static void programsAreTold(Keycloak keycloak, ServiceProcess plans) {
        String token = keycloak.token("inspection-api", API_SECRET);
        assertThat(Keycloak.get(plans.address() + "/v1/improvement-plans", token)).isEqualTo(200);
        assertThat(Keycloak.get(plans.address() + "/admin/relay", token)).isEqualTo(403);
        keycloak.stranger("another-program", "another-secret", "yjb");
        String another = keycloak.token("another-program", "another-secret");
        assertThat(Keycloak.get(plans.address() + "/v1/improvement-plans", another))
                .as("a token for another audience")
                .isEqualTo(401);
    }

    private static void keysAreRotated(Keycloak keycloak, ServiceProcess plans) {
        String before = keycloak.token("inspection-api", API_SECRET);
        keycloak.rotateKeys();
        String after = keycloak.token("inspection-api", API_SECRET);
        assertThat(header(after)).isNotEqualTo(header(before));
        await().atMost(PATIENCE)
                .until(() -> Keycloak.get(plans.address() + "/v1/improvement-plans", after) == 200);
        assertThat(Keycloak.get(plans.address() + "/v1/improvement-plans", before)).isEqualTo(200);
    }

    private static void peopleSignIn(Keycloak keycloak, ServiceProcess reporting) {
        keycloak.person("ines", "inspector", Map.of());
        keycloak.person("yoti", "yot", Map.of("area", List.of("Sefton")));
        try (var playwright =
                        Playwright.create(
                                new Playwright.CreateOptions()
                                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                var browser = chromium(playwright)) {
            var complaints = new ArrayList<String>();
            var page = browser.newContext().newPage();
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    complaints.add(message.text());
                }
            });
            var first = page.navigate(reporting.address() + "/inspections");
            assertThat(first.status()).isEqualTo(401);
            page.getByRole(AriaRole.LINK, named("Sign in")).click();
            page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
            signIn(page, "ines");
            assertThat(page).hasURL(reporting.address() + "/inspections");
            assertThat(heading(page)).hasText("Inspections under way");
            page.navigate(reporting.address() + "/account");
            assertThat(page.locator("main")).containsText("inspector");
            page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
            page.waitForURL(url -> url.split("\\?", 2)[0].equals(reporting.address() + "/"));
            assertThat(page.navigate(reporting.address() + "/inspections").status()).isEqualTo(401);

            page.navigate(reporting.address() + "/account");
            page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
            signIn(page, "yoti"); // asked again: Keycloak has let ines go, too
            assertThat(page).hasURL(reporting.address() + "/account");
            assertThat(page.locator("main")).containsText("Sefton");
            assertThat(complaints).isEmpty();
        }
    }

    private static void signIn(Page page, String name) {
        page.locator("#username").fill(name);
        page.locator("#password").fill(name);
        page.locator("#kc-login").click();
    }

    private static com.microsoft.playwright.Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Browser chromium(Playwright playwright) {
        Path executable =
                Optional.ofNullable(System.getenv("CHROMIUM"))
                        .map(Path::of)
                        .or(() ->
                                Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                                        .splitAsStream(System.getenv("PATH"))
                                        .map(folder -> Path.of(folder, "chromium"))
                                        .filter(Files::isExecutable)
                                        .findFirst())
                        .orElseThrow(() -> new IllegalStateException("There is no Chromium."));
        return playwright
                .chromium()
                .launch(
                        new LaunchOptions()
                                .setExecutablePath(executable)
                                .setArgs(
                                        List.of(
                                                "--no-sandbox",
                                                "--disable-background-networking",
                                                "--disable-component-update",
                                                "--disable-sync",
                                                "--no-first-run")));
    }

    private static String header(String token) {
        return token.substring(0, token.indexOf('.'));
    }

    private ServiceProcess process(String service, Keycloak issuer, Map<String, String> more) {
        var settings = new HashMap<>(SharedStack.get().configuration(service));
        settings.keySet().removeIf(setting -> setting.startsWith("quarkus.oidc."));
        settings.put("quarkus.profile", "prod");
        settings.put("quarkus.oidc.auth-server-url", issuer.issuer());
        settings.putAll(more);
        return new ServiceProcess(service, directory.resolve(service + ".log"), settings);
    }
}
