package uk.inspection.reporting.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.TestIssuer;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.ReportingServiceStack;
import uk.inspection.reporting.Sessions;

/** A browser that goes to the embedded issuer and back, and out again, with the keyboard alone. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class SignInBrowserTest {
    private final Chromium chromium = new Chromium();
    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @SuppressWarnings("NullAway.Init") // by the stack
    TestIssuer issuer;

    @BeforeEach
    void open() {
        context = chromium.browser.newContext();
        page = Chromium.page(context, complaints);
    }

    @AfterEach
    void close() {
        chromium.close();
    }

    @Test
    void a_person_signs_in_and_out_by_the_keyboard() {
        page.navigate(Sessions.pages() + "/account?to=/inspections");
        page.getByRole(AriaRole.BUTTON, Chromium.named("Sign in")).focus();
        page.keyboard().press("Enter");
        page.waitForURL(issuer.address() + "/**");
        assertThat(page.getByRole(AriaRole.HEADING, Chromium.heading(1))).hasText("Sign in");
        Chromium.accessible(page, "the issuer's page");
        page.getByLabel("Token").fill("nonsense");
        page.getByRole(AriaRole.BUTTON, Chromium.named("Sign in")).focus();
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Enter a token that is valid");
        Chromium.accessible(page, "the issuer's page after a refusal");
        complaints.removeIf(complaint -> complaint.contains("401")); // the browser's own remark
        page.screenshot(Chromium.shot("issuer"));
        page.getByLabel("Token").fill(TestTokens.token("inspector", "at-the-keyboard", null));
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForURL(Sessions.pages() + "/inspections");
        assertThat(page.getByRole(AriaRole.HEADING, Chromium.heading(1)))
                .hasText("Inspections under way");
        page.navigate(Sessions.pages() + "/account");
        assertThat(page.locator("main")).containsText("at-the-keyboard");
        Chromium.accessible(page, "the account");
        page.getByRole(AriaRole.BUTTON, Chromium.named("Sign out")).focus();
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.split("\\?", 2)[0].equals(Sessions.pages() + "/"));
        assertThat(context.cookies()).noneMatch(cookie -> cookie.name.startsWith("q_session"));
        assertThat(page.navigate(Sessions.pages() + "/account").text()).contains("Sign in");
        assertThat(complaints).isEmpty();
    }
}
