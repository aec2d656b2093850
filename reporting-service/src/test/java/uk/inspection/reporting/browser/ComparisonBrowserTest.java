package uk.inspection.reporting.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import uk.inspection.reporting.EastSussex;
import uk.inspection.reporting.Newsroom;
import uk.inspection.reporting.PublishedPairs;
import uk.inspection.reporting.ReportingServiceStack;

/** The comparisons in a real browser; what it showed is kept in target/screenshots. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
@TestInstance(Lifecycle.PER_CLASS)
class ComparisonBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> HARMFUL = List.of("serious", "critical");
    private static final String NATIONAL = "/comparison?asOf=2012-12-31&area=Sefton";
    private static final String RATINGS =
            "/comparison?framework=yj-2021&asOf=2025-12-31&area=East+Sussex";

    /** Of the shipped results those under yj-2021. */
    private static final int RATED = 46;

    private final Newsroom newsroom = new Newsroom();
    private final List<String> complaints = new ArrayList<>();
    private final Chromium chromium = new Chromium();

    private @Nullable String first;
    private @Nullable String second;
    private @Nullable String rated;
    private URI base;
    private BrowserContext context;
    private Page page;

    @AfterAll
    void stop() {
        newsroom.close();
        chromium.close();
    }

    /** Not before all: the service has no address then. */
    @BeforeEach
    void publish() {
        base = URI.create("http://localhost:" + RestAssured.port);
        if (first == null) {
            String area = "Bournemouth and Poole";
            first =
                    newsroom.published(
                            PublishedPairs.reinspection(
                                    area, UUID.randomUUID().toString(), LocalDate.of(2011, 2, 7)),
                            PublishedPairs.BOURNEMOUTH_2011,
                            LocalDate.of(2011, 6, 1));
            second =
                    newsroom.published(
                            PublishedPairs.reinspection(area, first, LocalDate.of(2012, 5, 14)),
                            PublishedPairs.BOURNEMOUTH_2012,
                            LocalDate.of(2012, 8, 29));
            String earlier = rated(null);
            rated = rated(earlier);
            theShippedResultsAreImported();
        }
        open(new NewContextOptions().setLocale("en-GB"));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void every_comparison_is_accessible_in_both_languages_and_the_console_stays_empty() {
        for (Map.Entry<String, String> one :
                Map.of(
                                "comparison", NATIONAL,
                                "comparison-ratings", RATINGS,
                                "reinspection", "/reports/" + second + "/comparison?",
                                "reinspection-ratings", "/reports/" + rated + "/comparison?",
                                "reinspection-alone", "/reports/" + first + "/comparison?")
                        .entrySet()) {
            for (String language : List.of("en", "cy")) {
                visit(one.getValue() + "&lang=" + language);
                assertThat(page.locator("html")).hasAttribute("lang", language);
                assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasCount(1);
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
                accessible(one.getKey());
                page.screenshot(shot(one.getKey() + "-" + language));
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void comparisons_fit_a_telephone() {
        page.setViewportSize(360, 640);
        for (String address : List.of(NATIONAL, RATINGS, "/reports/" + second + "/comparison")) {
            visit(address);
            accessible(address + " on a telephone");
            assertThat(
                            (Boolean)
                                    page.evaluate(
                                            "document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("only tables scroll sideways")
                    .isTrue();
        }
        visit(NATIONAL);
        page.screenshot(shot("comparison-telephone"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_keyboard_alone_asks_for_a_comparison_and_sorts_it() {
        visit("/comparison?framework=cci-2009");
        page.getByLabel("Day").focus();
        page.keyboard().type("31");
        page.keyboard().press("Tab");
        page.keyboard().type("1");
        page.keyboard().press("Tab");
        page.keyboard().type("2011");
        page.keyboard().press("Tab");
        assertThat(page.getByLabel("Area to mark")).isFocused();
        page.keyboard().type("Sefton");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page)
                .hasURL(base + "/comparison?framework=cci-2009&asOf=2011-01-31&area=Sefton");
        Locator sort =
                page.getByRole(
                        AriaRole.LINK, named("Public Protection - Risk of Harm (sort descending)"));
        sort.focus();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*sort=-roh#results"));
        assertThat(page.locator("th[aria-sort=descending]")).containsText("Risk of Harm");
        assertThat(page.locator("#results ~ .pages-table tbody tr").first())
                .containsText("Sefton (chosen area)");
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_wrong_day_is_led_to_without_javascript_and_with_it() {
        for (boolean script : List.of(true, false)) {
            context.close();
            open(new NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(script));
            visit("/comparison");
            page.getByLabel("Day").fill("31");
            page.getByLabel("Month").fill("2");
            page.getByLabel("Year").fill("2011");
            page.getByRole(AriaRole.BUTTON, named("Compare")).click();
            assertThat(page.locator(".govuk-error-summary")).isVisible();
            page.locator(".govuk-error-summary a").click();
            if (script) {
                accessible("the form with an error");
                assertThat(page.getByLabel("Day")).isFocused();
            }
            assertThat(page.getByLabel("Month")).hasValue("2");
            page.getByLabel("Month").fill("1");
            page.getByRole(AriaRole.BUTTON, named("Compare")).click();
            assertThat(page).hasURL(Pattern.compile(".*asOf=2011-01-31$"));
        }
    }

    @Test
    void a_report_leads_to_its_reinspection_and_to_the_comparison_of_both() {
        visit("/reports/" + first);
        page.getByRole(AriaRole.LINK, named("Re-inspection, published 29 August 2012")).click();
        page.getByRole(AriaRole.LINK, named("Before and after this re-inspection")).click();
        assertThat(page.locator("main")).containsText("+39");
        page.goBack();
        page.getByRole(AriaRole.LINK, named("National comparison on the day of publication"))
                .click();
        assertThat(page.getByLabel("Area to mark")).hasValue("Bournemouth and Poole");
        assertThat(page.getByLabel("Year")).hasValue("2012");
        assertThat(complaints).isEmpty();
    }

    // ---- the words of these tests

    private static void theShippedResultsAreImported() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        given().get("/v1/comparisons/national?framework=yj-2021&asOf=2025-12-31")
                                .then()
                                .body("inspections", greaterThanOrEqualTo(RATED)));
    }

    private String rated(@Nullable String of) {
        return newsroom.published(
                PublishedPairs.announced(
                        "Ratedshire",
                        EastSussex.FRAMEWORK,
                        of,
                        LocalDate.of(of == null ? 2024 : 2025, 6, 9)),
                EastSussex.SCORES,
                LocalDate.of(of == null ? 2024 : 2025, 10, 1));
    }

    private void open(NewContextOptions options) {
        complaints.clear();
        context = chromium.browser.newContext(options);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequestFailed(request -> complaints.add(request.url() + " " + request.failure()));
    }

    private void visit(String address) {
        var response = page.navigate(base.resolve(address).toString());
        assertThat(response.status()).as(address).isEqualTo(200);
    }

    private void accessible(String what) {
        assertThat(new AxeBuilder(page).analyze().getViolations())
                .as("what axe finds on %s", what)
                .noneMatch(violation -> HARMFUL.contains(violation.getImpact()));
    }

    private static Page.ScreenshotOptions shot(String name) {
        return new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true);
    }

    private static Page.GetByRoleOptions heading(int level) {
        return new Page.GetByRoleOptions().setLevel(level);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
