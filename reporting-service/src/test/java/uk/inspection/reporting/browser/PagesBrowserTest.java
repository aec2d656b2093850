package uk.inspection.reporting.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.reporting.browser.Chromium.heading;
import static uk.inspection.reporting.browser.Chromium.named;
import static uk.inspection.reporting.browser.Chromium.shot;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import uk.inspection.reporting.Newsroom;
import uk.inspection.reporting.ReportingServiceStack;

/** The public pages in a real browser; what it showed is kept in target/screenshots. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
@TestInstance(Lifecycle.PER_CLASS)
class PagesBrowserTest {
    private static final int TABS_MAX = 50;

    private final Newsroom newsroom = new Newsroom();
    private final List<String> complaints = new ArrayList<>();

    private final Chromium chromium = new Chromium();
    private @Nullable String report;
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
        if (report == null) {
            rated = newsroom.rated();
            report = newsroom.sefton();
            newsroom.corrected(report, "criteria/1.1/strengths", "Four posts.", "A misprint.");
        }
        open(new NewContextOptions().setLocale("en-GB"));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void every_page_is_accessible_in_both_languages_and_the_console_stays_empty() {
        for (String address :
                List.of(
                        "/",
                        "/reports",
                        "/reports/" + report,
                        "/reports/" + rated,
                        "/reports/" + report + "?edition=1",
                        "/reports/" + report + "/press-notice")) {
            for (String language : List.of("en", "cy")) {
                visit(address + (address.contains("?") ? "&" : "?") + "lang=" + language);
                assertThat(page.locator("html")).hasAttribute("lang", language);
                assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasCount(1);
                accessible(address);
                String name = address.equals("/reports/" + report) ? "report" : name(address);
                page.screenshot(shot(name + "-" + language));
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_page_fits_a_telephone_and_its_menu_opens() {
        page.setViewportSize(360, 640);
        visit("/reports/" + report);
        accessible("/reports/ID on a telephone");
        assertThat((Boolean) page.evaluate("document.body.scrollWidth <= window.innerWidth"))
                .as("only tables scroll sideways")
                .isTrue();
        Locator reports = page.getByRole(AriaRole.LINK, named("Reports"));
        assertThat(reports).isHidden();
        page.getByRole(AriaRole.BUTTON, named("Menu")).click();
        assertThat(reports).isVisible();
        page.screenshot(shot("report-telephone"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void an_error_is_accessible_in_both_languages() {
        for (String language : List.of("en", "cy")) {
            page.navigate(
                    base.resolve("/reports/" + UUID.randomUUID() + "?lang=" + language).toString());
            accessible("not found");
            page.screenshot(shot("not-found-" + language));
        }
        assertThat(page.getByRole(AriaRole.HEADING, heading(1)))
                .hasText("Heb ddod o hyd i'r dudalen");
    }

    @Test
    void the_keyboard_alone_leads_from_the_home_page_to_a_report() {
        visit("/");
        page.keyboard().press("Tab");
        Locator skip = page.getByRole(AriaRole.LINK, named("Skip to main content"));
        assertThat(skip).isFocused();
        assertThat(skip).isInViewport();
        page.keyboard().press("Enter");
        assertThat(page.locator("#main-content")).isFocused();

        // From here the first thing to reach is a report.
        page.keyboard().press("Tab");
        assertThat(page.locator("main ul a").first()).isFocused();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/reports/[0-9a-f-]{36}"));

        tabTo(page.getByRole(AriaRole.LINK, named("Recommendations")));
        page.keyboard().press("Enter");
        assertThat(page.locator("#recommendations")).isInViewport();
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_order_of_the_keyboard_is_that_of_the_page() {
        visit("/reports");
        var reached = new ArrayList<String>();
        for (int i = 0; i < 11; i++) {
            page.keyboard().press("Tab");
            reached.add(
                    (String)
                            page.evaluate(
                                    "document.activeElement.id"
                                            + " || document.activeElement.textContent.trim()"));
        }
        assertThat(reached)
                .containsExactly(
                        "Skip to main content",
                        "Youth justice inspections",
                        "Home",
                        "Reports",
                        "National comparison",
                        "Inspections under way",
                        "Improvement plans",
                        "Your account",
                        "Cymraeg",
                        "area",
                        "Show");
    }

    @Test
    void without_javascript_reports_are_found_by_area_and_read_in_welsh() {
        context.close();
        open(new NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(false));
        visit("/reports");
        page.getByLabel("Area").selectOption("East Sussex");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        assertThat(page.locator("tbody tr")).not().hasCount(0);
        assertThat(page.locator("tbody")).not().containsText("Sefton");
        page.getByRole(AriaRole.LINK, named("Cymraeg")).click();
        assertThat(page.getByLabel("Ardal")).hasValue("East Sussex");
        page.locator("tbody a").first().click();
        assertThat(page.locator("html")).hasAttribute("lang", "cy");
        assertThat(page.getByRole(AriaRole.HEADING, heading(1)))
                .hasText("East Sussex Youth Justice Service");
        page.screenshot(shot("report-rated-without-javascript"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_browser_set_to_welsh_gets_welsh() {
        context.close();
        open(new NewContextOptions().setLocale("cy-GB"));
        visit("/");
        assertThat(page.getByRole(AriaRole.HEADING, heading(1)))
                .hasText("Arolygiadau o wasanaethau cyfiawnder ieuenctid");
    }

    @Test
    void the_typeface_of_another_is_neither_named_nor_fetched() {
        visit("/reports/" + report);
        assertThat(
                        (String)
                                page.evaluate(
                                        "[...new Set([...document.querySelectorAll('body *')]"
                                                + ".map(e => getComputedStyle(e).fontFamily))]"
                                                + ".join(' | ')"))
                .isEqualTo("arial, sans-serif");
        assertThat(complaints).isEmpty();
    }

    // ---- the words of these tests

    private void open(NewContextOptions options) {
        complaints.clear();
        context = chromium.browser.newContext(options);
        page = Chromium.page(context, complaints);
    }

    private void visit(String address) {
        var response = page.navigate(base.resolve(address).toString());
        assertThat(response.status()).as(address).isEqualTo(200);
    }

    private void accessible(String what) {
        Chromium.accessible(page, what);
    }

    private void tabTo(Locator target) {
        for (int i = 0; i < TABS_MAX; i++) {
            if ((Boolean) target.evaluate("e => e === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        assertThat(target).isFocused();
    }

    private static String name(String address) {
        return switch (address) {
            case "/" -> "home";
            case "/reports" -> "reports";
            default ->
                    address.endsWith("notice")
                            ? "press-notice"
                            : address.contains("edition") ? "report-earlier" : "report-rated";
        };
    }
}
