package uk.inspection.reporting.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.Fieldwork;
import uk.inspection.reporting.Newsroom;
import uk.inspection.reporting.ReportingServiceStack;

/** Inspections under way in a real browser, behind a cable that can be cut. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
@TestInstance(Lifecycle.PER_CLASS)
class LiveBrowserTest {
    private static final String STREAM = "/live/score-events";
    private static final double PATIENCE_MS = 60_000;

    private final Chromium chromium = new Chromium();
    private final Fieldwork fieldwork = new Fieldwork();
    private final Newsroom newsroom = new Newsroom();

    /** What the console says of anything but the stream; and of the stream. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private final List<String> cuts = new CopyOnWriteArrayList<>();
    private String area;
    private Cable cable;
    private BrowserContext context;
    private Page page;

    @AfterAll
    void stop() {
        newsroom.close();
        fieldwork.close();
        chromium.close();
    }

    @BeforeEach
    void open() {
        area = "Area " + UUID.randomUUID();
        cable = new Cable(RestAssured.port);
        open(new NewContextOptions(), TestTokens.token("inspector", "browser", null));
    }

    @AfterEach
    void close() {
        context.close();
        cable.close();
    }

    // ---- live

    @Test
    void a_score_moves_in_the_open_page_and_a_band_change_is_marked() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.shown(id);
        visit("/inspections?area=" + escaped(area));
        live();
        fieldwork.scored(id, 21, 37, 50, 50);
        Locator row = page.locator("#inspection-" + id);
        patient(row).containsText("up from 36% to 37%");
        assertThat(row).containsText("21 of 33 cases judged");
        assertThat(row.locator("progress")).hasAttribute("value", "21");
        assertThat(row.locator(".pages-band")).hasCount(0);
        assertThat(page.locator("#live-news")).isEmpty();

        fieldwork.scored(id, 22, 46, 50, 50);
        patient(row.locator(".pages-band")).hasText("Band changed");
        assertThat(row).containsText("was DRASTIC until");
        assertThat(page.locator("#live-news")).containsText("now SUBSTANTIAL, was DRASTIC");
        assertThat(page.locator("#changes li").first()).containsText("22 of 33 cases judged");
        page.screenshot(Chromium.shot("inspections-live"));
        unreloaded();
        assertThat(cuts).isEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void an_inspection_appears_in_its_place_closes_and_is_published() {
        String last = fieldwork.announced(area, "Zeta", InspectionKind.CORE);
        fieldwork.shown(last);
        visit("/inspections?area=" + escaped(area));
        live();
        String id = fieldwork.announced(area, "Alpha", InspectionKind.CORE);
        Locator row = page.locator("#inspection-" + id);
        patient(row).containsText("There is no score yet.");
        assertThat(row).containsText("0 of 0 cases judged");
        fieldwork.finalised(id, 36, 36, 50);
        patient(row).containsText("Fieldwork closed, scores are final");
        newsroom.reported(id, area);
        patient(row).containsText("Report published");
        assertThat(page.locator("#changes li").first()).containsText("Report published.");
        assertThat(page.locator("#inspections > li")).hasCount(2);
        unreloaded();
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_page_of_one_inspection_moves_too() {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        visit("/inspections/" + id + "?lang=cy");
        live();
        fieldwork.scored(id, 1, 36, 36, 50);
        patient(page.locator("#inspection-" + id)).containsText("1 o 33 achos wedi'u barnu");
        assertThat(page.locator("#table-criteria")).hasText("Sgorau'r meini prawf");
        Chromium.accessible(page, "an inspection after a change");
        page.screenshot(Chromium.shot("inspection-live-cy"));
        unreloaded();
        assertThat(complaints).isEmpty();
    }

    @Test
    void whoever_is_on_a_link_stays_on_it() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.shown(id);
        visit("/inspections?area=" + escaped(area));
        live();
        Locator history = page.locator("#inspection-" + id + " ul a");
        history.focus();
        fieldwork.scored(id, 21, 46, 50, 50);
        patient(page.locator("#inspection-" + id)).containsText("21 of 33");
        assertThat(history).isFocused();

        page.getByLabel("Area").focus();
        fieldwork.scored(id, 22, 47, 50, 50);
        patient(page.locator("#inspection-" + id)).containsText("22 of 33");
        assertThat(page.getByLabel("Area")).isFocused();
        assertThat(complaints).isEmpty();
    }

    @Test
    void who_wants_less_motion_gets_none() {
        context.close();
        open(
                new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE),
                TestTokens.token("inspector", "browser", null));
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        visit("/inspections?area=" + escaped(area));
        live();
        fieldwork.scored(id, 1, 36, 36, 50);
        Locator row = page.locator("#inspection-" + id + ".pages-changed");
        patient(row).containsText("1 of 33");
        assertThat(row).hasCSS("animation-name", "none");
    }

    // ---- cut off

    @Test
    void a_page_that_was_cut_off_catches_up_in_order_and_once() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.shown(id);
        visit("/inspections?area=" + escaped(area));
        live();
        fieldwork.scored(id, 2, 37, 36, 50);
        patient(page.locator("#changes li")).hasCount(3);
        for (int round = 0; round < 3; round++) {
            cable.cut();
            patient(page.locator("#live-status")).containsText("Reconnecting");
            int judged = 3 + 3 * round;
            for (int i = 0; i < 3; i++) {
                fieldwork.scored(id, judged + i, 38 + judged + i, 36, 50);
            }
            fieldwork.shown(id);
            assertThat(page.locator("#inspection-" + id))
                    .containsText((judged - 1) + " of 33 cases judged");
            if (round == 1) {
                page.screenshot(Chromium.shot("inspections-reconnecting"));
            }
            cable.mend();
            patient(page.locator("#inspection-" + id))
                    .containsText((judged + 2) + " of 33 cases judged");
            live();
        }
        assertThat(judged(page)).containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        unreloaded();
        assertThat(cuts).isNotEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_page_that_was_answered_by_503_catches_up_too() {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        visit("/inspections?area=" + escaped(area));
        live();
        cable.unavailable();
        patient(page.locator("#live-status")).containsText("Reconnecting");
        // EventSource gives up for good on such an answer.
        page.waitForCondition(
                () -> cuts.stream().anyMatch(cut -> cut.contains("503")),
                new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS));
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.shown(id);
        cable.mend();
        patient(page.locator("#inspection-" + id)).containsText("1 of 33 cases judged");
        live();
        unreloaded();
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_page_from_another_table_is_loaded_anew() {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        var loads = new ArrayList<String>();
        page.route(
                "**/inspections?*",
                route -> {
                    var answer = route.fetch();
                    loads.add(answer.text());
                    route.fulfill(
                            new Route.FulfillOptions()
                                    .setResponse(answer)
                                    .setBody(
                                            loads.size() > 1
                                                    ? answer.text()
                                                    : answer.text()
                                                            .replaceFirst(
                                                                    "data-after=\"(\\d+)-[0-9a-f]+\"",
                                                                    "data-after=\"$1-0123456789abcdef\"")));
                });
        visit("/inspections?area=" + escaped(area));
        page.waitForCondition(
                () -> loads.size() == 2,
                new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS));
        live();
        fieldwork.scored(id, 1, 36, 36, 50);
        patient(page.locator("#inspection-" + id)).containsText("1 of 33 cases judged");
        assertThat(loads).hasSize(2);
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_session_that_ends_says_so_and_leads_to_the_sign_in() {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        context.close();
        open(
                new NewContextOptions(),
                TestTokens.token("inspector", "a-visitor", null, Duration.ofSeconds(6)));
        visit("/inspections?area=" + escaped(area));
        live();
        patient(page.locator("#live-status")).containsText("Your session has ended");
        assertThat(page.locator("#inspection-" + id)).isVisible();
        page.locator("#live-again").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Your account");
        assertThat(page.getByRole(AriaRole.BUTTON, Chromium.named("Sign in")))
                .hasAttribute(
                        "href",
                        "/account/sign-in?to="
                                + escaped("/inspections?area=" + area.replace(" ", "+")));
        assertThat(complaints).isEmpty();
    }

    // ---- for everybody

    @Test
    void every_page_is_accessible_in_both_languages() {
        String id = fieldwork.announced(area);
        String rated = fieldwork.rated(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.scored(id, 21, 46, 48, 50);
        fieldwork.shown(id);
        fieldwork.shown(rated);
        for (String address :
                List.of(
                        "/inspections?area=" + escaped(area),
                        "/inspections/" + id,
                        "/inspections/" + rated,
                        "/inspections?area=Nowhere")) {
            for (String language : List.of("en", "cy")) {
                visit(address + (address.contains("?") ? "&" : "?") + "lang=" + language);
                live();
                assertThat(page.locator("html")).hasAttribute("lang", language);
                assertThat(
                                page.getByRole(
                                        AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                        .hasCount(1);
                Chromium.accessible(page, address);
                page.screenshot(
                        Chromium.shot(
                                "inspections-%s-%s"
                                        .formatted(
                                                address.endsWith(id)
                                                        ? "one"
                                                        : address.endsWith(rated)
                                                                ? "rated"
                                                                : address.endsWith("Nowhere")
                                                                        ? "none"
                                                                        : "list",
                                                language)));
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void it_fits_a_telephone_and_the_keyboard_reaches_a_change() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.shown(id);
        page.setViewportSize(360, 640);
        visit("/inspections?area=" + escaped(area));
        live();
        Chromium.accessible(page, "the list on a telephone");
        assertThat((Boolean) page.evaluate("document.body.scrollWidth <= window.innerWidth"))
                .isTrue();
        page.screenshot(Chromium.shot("inspections-telephone"));
        page.locator("#live-again").focus();
        for (String reached : List.of("area", "Show", "Youth Offending Team", "History")) {
            page.keyboard().press("Tab");
            assertThat(
                            (String)
                                    page.evaluate(
                                            "document.activeElement.id"
                                                    + " || document.activeElement.textContent"))
                    .contains(reached);
        }
        page.keyboard().press("Tab");
        assertThat(page.locator("#changes a").first()).isFocused();
        assertThat(complaints).isEmpty();
    }

    @Test
    void without_javascript_it_is_a_page_of_how_things_stood() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.shown(id);
        context.close();
        open(
                new NewContextOptions().setJavaScriptEnabled(false),
                TestTokens.token("inspector", "browser", null));
        visit("/inspections");
        page.getByLabel("Area").selectOption(area);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show")).click();
        assertThat(page.locator("#live-status")).containsText("as things stood");
        assertThat(page.locator("#inspections > li")).hasCount(1);
        fieldwork.scored(id, 21, 46, 50, 50);
        fieldwork.shown(id);
        page.locator("#live-again").click();
        assertThat(page.locator("#inspection-" + id)).containsText("up from 36% to 46%");
        assertThat(complaints).isEmpty();
    }

    // ---- the words of these tests

    private void open(NewContextOptions options, String token) {
        complaints.clear();
        cuts.clear();
        context = chromium.browser.newContext(options.setLocale("en-GB"));
        context.addCookies(Chromium.session(token, "http://localhost:" + cable.port()));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complain(message.location(), message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequestFailed(request -> complain(request.url(), request.failure()));
    }

    /** A line that is cut is no fault of the page, which the browser says all the same. */
    private void complain(String address, String what) {
        (address.contains(STREAM) ? cuts : complaints).add(address + " " + what);
    }

    private void visit(String address) {
        var response = page.navigate("http://localhost:" + cable.port() + address);
        assertThat(response.status()).as(address).isEqualTo(200);
        page.evaluate("window.unreloaded = true");
    }

    private void live() {
        patient(page.locator("#live[data-state=live]")).hasCount(1);
    }

    private void unreloaded() {
        assertThat(page.evaluate("window.unreloaded")).isEqualTo(true);
    }

    private static Patient patient(Locator locator) {
        return new Patient(locator);
    }

    /** Assertions that wait as long as a busy machine may take. */
    private record Patient(Locator locator) {
        void containsText(String text) {
            assertThat(locator)
                    .containsText(
                            text,
                            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
        }

        void hasText(String text) {
            assertThat(locator)
                    .hasText(text, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS));
        }

        void hasCount(int count) {
            assertThat(locator)
                    .hasCount(
                            count, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MS));
        }
    }

    /** Judged cases of each line of the newest changes; 0 where it says none. */
    private static List<Integer> judged(Page page) {
        return page.locator("#changes li").allTextContents().stream()
                .map(line ->
                        line.contains(" of 33")
                                ? Integer.parseInt(line.replaceAll("(?s).*?(\\d+) of 33.*", "$1"))
                                : 0)
                .toList();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
