package uk.inspection.local;

/** Where to look once the stack runs. */
final class Addresses {
    private Addresses() {}

    static void say(Stack stack) {
        var console = stack.console();
        console.say("");
        line(console, "Web and reports", PlatformService.REPORTING, stack.ports());
        line(console, "Cases", PlatformService.CASE, stack.ports());
        line(console, "Scores", PlatformService.SCORING, stack.ports());
        line(console, "Improvement plans", PlatformService.PLAN, stack.ports());
        console.say("A token, for programs and to sign in with: ./platform token lead-inspector");
    }

    private static void line(Console console, String what, PlatformService service, Ports ports) {
        console.say(
                String.format(
                        "%-18s http://127.0.0.1:%d  (API: /q/swagger-ui)",
                        what, service.port(ports)));
    }
}
