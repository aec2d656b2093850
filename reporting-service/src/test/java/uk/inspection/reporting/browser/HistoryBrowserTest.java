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
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.Newsroom;
import uk.inspection.reporting.ReportingServiceStack;
import uk.inspection.reporting.Sefton;
import uk.inspection.reporting.SeftonHistory;

/** A history in a real browser: its slider above all. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
@TestInstance(Lifecycle.PER_CLASS)
class HistoryBrowserTest {
    /** Of Sefton's history: the first score, and the final one. */
    private static final int FIRST_SCORE = 36;

    private static final int FINAL_SCORE = 102;

    private final SeftonHistory sefton = new SeftonHistory();
    private final List<String> complaints = new ArrayList<>();
    private final Chromium chromium = new Chromium();
    private @Nullable String id;
    private URI base;
    private BrowserContext context;
    private Page page;

    @AfterAll
    void stop() {
        sefton.close();
        chromium.close();
    }

    @BeforeEach
    void reported() {
        base = URI.create("http://localhost:" + RestAssured.port);
        if (id == null) {
            id = UUID.randomUUID().toString();
            sefton.send(id, SeftonHistory.told(InspectionKind.CORE));
            try (var newsroom = new Newsroom()) {
                newsroom.reported(id, Sefton.AREA);
            }
        }
        open(new NewContextOptions().setLocale("en-GB"));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void every_moment_is_accessible_in_both_languages_and_the_console_stays_empty() {
        for (String query : List.of("", "?at=case-events/1", "?at=score-events/5")) {
            for (String language : List.of("en", "cy")) {
                visit(query + (query.isEmpty() ? "?" : "&") + "lang=" + language);
                assertThat(page.locator("html")).hasAttribute("lang", language);
                assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasCount(1);
                Chromium.accessible(page, "history" + query);
                page.screenshot(
                        shot("history" + query.replaceAll("[^a-z0-9]+", "-") + "-" + language));
            }
        }
        assertThat(complaints()).isEmpty();
    }

    @Test
    void the_keyboard_moves_the_slider_the_scores_and_the_address() {
        visit("?at=score-events/1");
        Locator slider = page.getByLabel("Go to a moment");
        assertThat(slider).hasValue("" + FIRST_SCORE);
        assertThat(slider)
                .hasAttribute(
                        "aria-valuetext",
                        "Event 36 of 107: Scores changed, 20 April 2009, 09:00:01");
        String before = page.locator("#moment table").first().textContent();
        slider.focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile(".*/history\\?at=score-events%2F2$"));
        assertThat(page.locator("#moment-cases")).hasText("2 of 33 judged");
        assertThat(slider)
                .hasAttribute(
                        "aria-valuetext",
                        "Event 38 of 107: Scores changed, 20 April 2009, 11:30:01");
        assertThat(slider).isFocused();
        assertThat(page.locator("#moment table").first().textContent()).isNotEqualTo(before);
        Chromium.accessible(page, "a moment that the slider led to");

        page.keyboard().press("Home");
        assertThat(page).hasURL(Pattern.compile(".*/history\\?at=case-events%2F1$"));
        assertThat(page.locator("#moment")).containsText("No score had been given out.");
        assertThat(page.locator("tr[aria-current]")).hasAttribute("id", "case-events-1");
        page.keyboard().press("End");
        assertThat(page.locator("#moment-stage")).hasText("Report published");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void the_pointer_drags_the_slider_and_the_newest_moment_wins() {
        visit("?at=case-events/1");
        Locator slider = page.getByLabel("Go to a moment");
        slider.scrollIntoViewIfNeeded();
        var box = slider.boundingBox();
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + 8, y);
        page.mouse().down();
        for (int step = 1; step <= 40; step++) {
            page.mouse().move(box.x + 8 + (box.width - 16) * step / 40, y);
        }
        page.mouse().up();
        assertThat(slider).hasValue("107");
        assertThat(page).hasURL(Pattern.compile(".*at=report-events%2F5$"));
        assertThat(page.locator("#moment-title")).containsText("Report published");
        assertThat(page.locator("#moment-cases")).hasText("33 of 33 judged");
        page.mouse().click(box.x + box.width / 2, y);
        assertThat(page.locator("#moment-shown")).hasAttribute("data-number", slider.inputValue());
        assertThat(page.locator("#moment-cases")).not().hasText("33 of 33 judged");
        page.screenshot(shot("history-dragged"));
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_copied_link_opens_the_same_moment() {
        visit("?at=case-events/1");
        page.getByLabel("Go to a moment").focus();
        page.keyboard().press("PageUp");
        page.keyboard().press("PageUp");
        page.keyboard().press("PageUp");
        page.keyboard().press("PageUp");
        assertThat(page).hasURL(Pattern.compile(".*at=(case|score)-events.*"));
        Locator slider = page.getByLabel("Go to a moment");
        assertThat(page.locator("#moment-shown")).hasAttribute("data-number", slider.inputValue());
        String address = page.url();
        String link = (String) page.locator("#moment-link").evaluate("e => e.href");
        String shown = page.locator("#moment").innerText();
        Page other = Chromium.page(context, complaints);
        other.navigate(address);
        assertThat(link).isEqualTo(address);
        assertThat(other.locator("#moment").innerText()).isEqualTo(shown);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void what_follows_the_slider_follows_it_in_either_language() {
        visit("?at=case-events/1&lang=cy");
        Locator slider = page.getByLabel("Mynd i adeg");
        slider.focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#moment-title")).containsText("Ychwanegwyd achos at y sampl");
        assertThat(slider)
                .hasAttribute(
                        "aria-valuetext",
                        "Digwyddiad 2 o 107: Ychwanegwyd achos at y sampl, 30 Mawrth 2009,"
                                + " 09:30:00");
        page.getByRole(AriaRole.LINK, named("English")).click();
        assertThat(page.locator("#moment-title")).containsText("Case added to the sample");
        assertThat(page.getByLabel("Go to a moment")).hasValue("2");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_filter_leaves_the_moment_and_the_slider_leaves_the_filter() {
        visit("?at=score-events/3");
        page.getByLabel("Service", new Page.GetByLabelOptions().setExact(true))
                .selectOption("reporting-service");
        page.getByRole(AriaRole.BUTTON, named("Filter")).click();
        assertThat(page.locator("#count")).hasText("5 of 107 events");
        assertThat(page.locator("#moment-title")).containsText("Event 40 of 107");
        Locator slider = page.getByLabel("Go to a moment");
        slider.focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page)
                .hasURL(Pattern.compile(".*at=case-events%2F37&service=reporting-service$"));
        page.reload();
        assertThat(page.locator("#count")).hasText("5 of 107 events");
        assertThat(slider).hasValue("39");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void an_ended_session_is_said_by_the_page() {
        visit("?at=case-events/1");
        context.clearCookies();
        page.getByLabel("Go to a moment").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.getByRole(AriaRole.HEADING, heading(1))).hasText("You need to sign in");
    }

    @Test
    void a_moment_that_cannot_be_fetched_is_said_and_the_next_one_is_shown() {
        visit("?at=case-events/1");
        Locator failed = page.getByRole(AriaRole.ALERT);
        assertThat(failed).isHidden();
        page.getByLabel("Go to a moment").focus();
        context.setOffline(true);
        page.keyboard().press("ArrowRight");
        assertThat(failed).containsText("This moment could not be fetched.");
        context.setOffline(false);
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#moment-title")).containsText("Event 3 of 107");
        assertThat(failed).isHidden();
    }

    @Test
    void without_javascript_the_slider_is_a_form() {
        context.close();
        open(new NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(false));
        visit("?at=case-events/1");
        Locator slider = page.getByLabel("Go to a moment");
        slider.focus();
        page.keyboard().press("End");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        assertThat(page).hasURL(Pattern.compile(".*/history\\?at=report-events%2F5$"));
        assertThat(page.locator("#moment-title")).containsText("Report published");
        page.getByRole(AriaRole.LINK, named("Previous")).click();
        assertThat(page.locator("#moment-title")).containsText("Event 106 of 107");
        page.getByRole(AriaRole.LINK, named("Given out by event " + FINAL_SCORE)).click();
        assertThat(page.locator("#moment-title")).containsText("Scores made final");
        page.getByLabel("Event", new Page.GetByLabelOptions().setExact(true))
                .selectOption("ScoreChanged");
        page.getByLabel("From day").fill("2009-04-23");
        page.getByRole(AriaRole.BUTTON, named("Filter")).click();
        assertThat(page.locator("#count")).hasText("7 of 107 events");
        page.screenshot(shot("history-without-javascript"));
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_history_fits_a_telephone() {
        page.setViewportSize(360, 640);
        visit("?at=score-events/5");
        Chromium.accessible(page, "history on a telephone");
        assertThat((Boolean) page.evaluate("document.body.scrollWidth <= window.innerWidth"))
                .as("only tables scroll sideways")
                .isTrue();
        page.screenshot(shot("history-telephone"));
        assertThat(complaints()).isEmpty();
    }

    /** A moment that the slider left before it came is no fault. */
    private List<String> complaints() {
        return complaints.stream()
                .filter(complaint -> !complaint.contains("net::ERR_ABORTED"))
                .toList();
    }

    private void open(NewContextOptions options) {
        complaints.clear();
        context = chromium.browser.newContext(options);
        context.addCookies(
                Chromium.session(TestTokens.token("inspector", "reader", null), base.toString()));
        page = Chromium.page(context, complaints);
    }

    private void visit(String query) {
        var response =
                page.navigate(base.resolve("/inspections/" + id + "/history" + query).toString());
        assertThat(response.status()).as(query).isEqualTo(200);
    }
}
