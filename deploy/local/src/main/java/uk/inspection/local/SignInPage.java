package uk.inspection.local;

import java.util.List;
import java.util.Map;

/** What the issuer shows to a person: plain HTML without scripts. */
final class SignInPage {
    static final String STYLE =
            """
            body { font: 1.2rem/1.4 Arial, sans-serif; color: #0b0c0c; margin: 0 }
            header { background: #0b0c0c; color: #fff; padding: 1rem 1.5rem; font-weight: bold }
            main { max-width: 40rem; padding: 1.5rem }
            label { font-weight: bold; display: block }
            .hint { color: #484949; margin: .3rem 0 }
            .error { color: #ca3535; font-weight: bold }
            textarea { width: 100%; box-sizing: border-box; font: 1rem monospace;
              border: 2px solid #0b0c0c; padding: .4rem }
            button { font: inherit; margin-top: 1rem; padding: .5rem 1rem; border: 0;
              background: #0f7a52; color: #fff; box-shadow: 0 2px 0 #083d29; cursor: pointer }
            a:focus, button:focus, textarea:focus { outline: 3px solid #ffdd00; outline-offset: 0;
              box-shadow: inset 0 0 0 2px #0b0c0c }
            [role=alert] { border: 5px solid #ca3535; padding: 1rem; margin-bottom: 1.5rem }
            """;

    /** What belongs to the request and goes along with the form. */
    private static final List<String> KEPT =
            List.of(
                    "client_id",
                    "redirect_uri",
                    "response_type",
                    "scope",
                    "state",
                    "nonce",
                    "code_challenge",
                    "code_challenge_method");

    private SignInPage() {}

    static String form(Map<String, String> asked, boolean refused) {
        var hidden = new StringBuilder();
        for (var name : KEPT) {
            if (asked.containsKey(name)) {
                hidden.append(
                        "<input type=\"hidden\" name=\"%s\" value=\"%s\">%n"
                                .formatted(name, escaped(asked.getOrDefault(name, ""))));
            }
        }
        return page(
                (refused ? "Error: " : "") + "Sign in",
                """
                %s<h1>Sign in</h1>
                <form action="/authorize" method="post">
                %s<label for="token">Token</label>
                <p class="hint" id="hint">The whole line that ./platform token ROLE prints</p>
                %s<textarea id="token" name="token" rows="6" autocomplete="off" spellcheck="false"
                 required aria-describedby="hint%s"></textarea>
                <button type="submit">Sign in</button>
                </form>
                """
                        .formatted(
                                refused
                                        ? "<div role=\"alert\"><h2>There is a problem</h2><a"
                                                + " href=\"#token\">Enter a token that is valid and"
                                                + " has not expired</a></div>\n"
                                        : "",
                                hidden,
                                refused
                                        ? "<p class=\"error\" id=\"error\">Error: enter a token"
                                                + " that is valid and has not expired</p>\n"
                                        : "",
                                refused ? " error" : ""));
    }

    static String wrong(String sentence) {
        return page("This does not work", "<h1>This does not work</h1>\n<p>" + sentence + "</p>\n");
    }

    static String signedOut() {
        return page("Signed out", "<h1>You are signed out</h1>\n");
    }

    private static String page(String title, String main) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>%s - Inspection platform on this machine</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/style.css">
        </head>
        <body>
        <header>Inspection platform on this machine</header>
        <main>
        %s</main>
        </body>
        </html>
        """
                .formatted(title, main);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
