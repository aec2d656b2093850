package uk.inspection.reporting.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.time.LocalDate;
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
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.Newsroom;
import uk.inspection.reporting.PlanNews;
import uk.inspection.reporting.ReportingServiceStack;
import uk.inspection.reporting.projection.PlanStatus;

/** The pages of improvement plans in a real browser, signed in. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
@TestInstance(Lifecycle.PER_CLASS)
class PlansBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> HARMFUL = List.of("serious", "critical");
    private static final int TABS_MAX = 60;

    /** So that what others tell of in the same run is not on the pages. */
    private static final String AREA = "Sefton " + UUID.randomUUID();

    private final Newsroom newsroom = new Newsroom();
    private final PlanNews news = new PlanNews();
    private final List<String> complaints = new ArrayList<>();
    private final Chromium chromium = new Chromium();
    private @Nullable String late;
    private URI base;
    private BrowserContext context;
    private Page page;

    @AfterAll
    void stop() {
        news.close();
        newsroom.close();
        chromium.close();
    }

    /** Not before all: the service has no address then. */
    @BeforeEach
    void tell() {
        base = URI.create("http://localhost:" + RestAssured.port);
        if (late == null) {
            for (PlanStatus status : PlanStatus.values()) {
                news.plan(PlanNews.leadingTo(status, AREA, "Service that is " + status.word()));
            }
            news.plan(
                    List.of(
                            PlanNews.requested(
                                    AREA,
                                    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
                                            .repeat(3),
                                    LocalDate.of(2011, 1, 5),
                                    true)));
            var events =
                    new ArrayList<PlanEvent>(
                            PlanNews.leadingTo(
                                    PlanStatus.IN_MONITORING, AREA, "Sefton Youth Offending Team"));
            events.add(PlanNews.returned(1, LocalDate.of(2009, 11, 5)));
            events.add(
                    new MonitoringReturnOverdue(
                            2, LocalDate.of(2010, 2, 5), LocalDate.of(2010, 2, 6)));
            late = news.plan(events);
        }
        newsroom.businessTime(Instant.parse("2010-02-17T09:00:00Z"));
        open(new NewContextOptions().setLocale("en-GB"), "yjb");
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void both_pages_are_accessible_in_both_languages_and_the_console_stays_empty() {
        for (String language : List.of("en", "cy")) {
            for (String address : List.of(overview("&"), "/plans/" + late + "?")) {
                visit(address + "lang=" + language);
                assertThat(page.locator("html")).hasAttribute("lang", language);
                assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasCount(1);
                accessible(address);
                page.screenshot(shot((address.contains("area") ? "plans-" : "plan-") + language));
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void what_is_late_is_said_in_words_and_stands_first() {
        visit(overview(""));
        var days = page.locator("#table >> xpath=.. >> tbody tr td:nth-child(5)").allInnerTexts();
        assertThat(days.getFirst()).contains("22 July 2009").contains("210 days late");
        assertThat(days.getLast()).isBlank();
        assertThat(page.locator("main")).containsText("12 days late");
    }

    @Test
    void both_pages_fit_a_telephone() {
        page.setViewportSize(360, 640);
        for (String address : List.of(overview(""), "/plans/" + late)) {
            visit(address);
            accessible(address + " on a telephone");
            assertThat((Boolean) page.evaluate("document.body.scrollWidth <= window.innerWidth"))
                    .as("only tables scroll sideways")
                    .isTrue();
            page.screenshot(shot(address.contains("area") ? "plans-telephone" : "plan-telephone"));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_keyboard_alone_leads_from_the_menu_to_an_action_of_a_plan() {
        visit("/");
        tabTo(page.getByRole(AriaRole.LINK, named("Improvement plans")));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/plans"));
        tabTo(page.getByLabel("Area"));
        page.keyboard().type(AREA);
        tabTo(page.getByLabel("Status", new Page.GetByLabelOptions().setExact(true)));
        page.keyboard().type("Monitoring return");
        tabTo(page.getByRole(AriaRole.BUTTON, named("Show")));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*status=return-overdue.*"));
        tabTo(page.getByRole(AriaRole.LINK, named("Sefton Youth Offending Team")));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/plans/[0-9a-f-]{36}"));
        tabTo(page.locator("a[href='#action-1']").first());
        page.keyboard().press("Enter");
        assertThat(page.locator("#action-1")).isInViewport();
        assertThat(complaints).isEmpty();
    }

    @Test
    void without_javascript_plans_are_cut_by_status_and_read_in_welsh() {
        context.close();
        open(new NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(false), "inspector");
        visit(overview(""));
        page.getByLabel("Status", new Page.GetByLabelOptions().setExact(true))
                .selectOption("closed");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        assertThat(page.locator("#table >> xpath=.. >> tbody tr")).hasCount(1);
        page.getByRole(AriaRole.LINK, named("Cymraeg")).click();
        assertThat(page.getByLabel("Statws", new Page.GetByLabelOptions().setExact(true)))
                .hasValue("closed");
        page.getByRole(AriaRole.LINK, named("Service that is closed")).click();
        assertThat(page.locator("html")).hasAttribute("lang", "cy");
        assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasText("Service that is closed");
        page.screenshot(shot("plan-closed-without-javascript"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void who_is_not_signed_in_is_led_to_where_one_signs_in() {
        context.clearCookies();
        page.navigate(base.resolve("/plans").toString());
        assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasText("You need to sign in");
        accessible("plans, not signed in");
        assertThat(page.getByRole(AriaRole.LINK, named("Sign in")))
                .hasAttribute("href", "/account?to=/plans");
    }

    // ---- the words of these tests

    private void open(NewContextOptions options, String role) {
        complaints.clear();
        context = chromium.browser.newContext(options);
        context.addCookies(
                Chromium.session(TestTokens.token(role, "browser-" + role, null), base.toString()));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequestFailed(request -> complaints.add(request.url() + " " + request.failure()));
    }

    private static String overview(String more) {
        return "/plans?area=" + AREA.replace(" ", "+") + more;
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

    private void tabTo(Locator target) {
        for (int i = 0; i < TABS_MAX; i++) {
            if ((Boolean) target.evaluate("e => e === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        assertThat(target).isFocused();
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
