package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.inspection.local.demo.BusinessClock;
import uk.inspection.local.demo.Comparison;
import uk.inspection.local.demo.SeftonStory;

/** {@code demo}: the stack with the published Sefton inspection played on it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays the Sefton inspection of 2009 from announcement to re-inspection and compares"
                        + " every published figure with the platform's own.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--headless", description = "end after the story; 0 if all figures agree")
    private boolean headless;

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();
    @Mixin private Launcher.PortOption port = new Launcher.PortOption();

    @Override
    public Integer call() throws InterruptedException, IOException {
        var installation = Installation.own();
        var directory =
                data.orElse(DataDirectory.at(installation.root().resolve(".platform/demo")));
        Comparison comparison;
        Console console;
        try (var stack = Stack.start(installation, directory, port.ports(), Stack.Mode.DEMO)) {
            console = stack.console();
            var told = tell(stack, directory);
            comparison = told.comparison();
            comparison.table().forEach(console::say);
            Addresses.say(stack);
            pages(stack, told.inspectionId());
            if (!headless) {
                console.say("Ctrl-C stops it.");
                console.say(comparison.verdict());
                new CountDownLatch(1).await();
            }
        }
        console.say(comparison.verdict());
        return comparison.allAgree() ? Launcher.OK : Launcher.FAILED;
    }

    private static SeftonStory.Told tell(Stack stack, DataDirectory directory) throws IOException {
        var console = stack.console();
        console.say("");
        console.say("The story, in business time");
        var begun = System.nanoTime();
        var clock = new BusinessClock(directory.businessClock());
        var story = new SeftonStory(stack.forClients(), clock, stack::sayWhileRunning);
        SeftonStory.Told told;
        try {
            told = story.tell();
        } catch (StackException e) {
            throw new StackException(
                    e.getMessage()
                            + " The logs are in "
                            + directory.logs()
                            + "; ./platform demo goes on from here, and afresh once "
                            + directory.root()
                            + " is deleted.",
                    e);
        }
        console.say("The story took " + (System.nanoTime() - begun) / 1_000_000_000L + " s.");
        console.say("");
        Files.writeString(directory.storyFinished(), told.inspectionId() + "\n");
        return told;
    }

    /** What to look at in a browser; the second half is for whoever signs in. */
    private static void pages(Stack stack, String inspection) {
        var console = stack.console();
        var web = stack.forClients().reports().address();
        console.say("The report: %s/reports/%s (and .pdf, .ods)".formatted(web, inspection));
        console.say("All areas side by side: %s/comparison?area=Sefton".formatted(web));
        console.say("Signed in at %s/account, with a token of ./platform token:".formatted(web));
        console.say("  its history: %s/inspections/%s/history".formatted(web, inspection));
        console.say("  its plan: %s/plans/%s".formatted(web, inspection));
        console.say("  scores as they move: %s/inspections".formatted(web));
    }
}
