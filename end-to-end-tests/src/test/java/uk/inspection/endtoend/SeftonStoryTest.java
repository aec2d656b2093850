package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published inspection, played on the four processes. */
class SeftonStoryTest {
    private static final String AGREE = "76 of 76 figures agree";

    /** Three of case-service, which receives nothing; five of each other service; the scores. */
    private static final int CHECKS = 3 + 5 * 3 + 1;

    @TempDir Path directory;

    /** Every day the story below plays the same, with deaths. */
    @Test
    @OnlyInFull
    void every_published_figure_is_reproduced_and_scores_move_while_judgements_arrive()
            throws Exception {
        try (var platform = new Platform(directory.resolve("demo"), "demo", "--headless")) {
            assertThat(platform.exitStatus()).as(() -> text(platform)).isZero();
            assertThat(platform.output().getLast()).isEqualTo(AGREE);
            // The first and the last provisional score that a subscriber of the live stream saw.
            assertThat(platform.said(" 1 of 33 ")).isPositive();
            assertThat(platform.said("33 of 33 ")).isPositive();
        }
    }

    /** One seed, or ten with {@code --full}; {@code -Dplatform.seed} repeats a run that failed. */
    static LongStream seeds() {
        long first = Long.getLong("platform.seed", System.nanoTime());
        return LongStream.range(first, first + (Boolean.getBoolean("platform.full") ? 10 : 1));
    }

    /** Which process dies at which place of the story differs with the seed. */
    @ParameterizedTest(name = "platform.seed={0}")
    @MethodSource("seeds")
    void any_process_may_be_killed_at_any_moment_and_the_figures_are_the_same(long seed)
            throws Exception {
        System.out.println("platform.seed=" + seed);
        var random = new Random(seed);
        var victims =
                new ArrayList<>(
                        List.of(
                                "case-service",
                                "scoring-service",
                                "improvement-plan-service",
                                "reporting-service",
                                "broker",
                                "postgres",
                                "case-service",
                                "scoring-service"));
        Collections.shuffle(victims, random);
        var moments =
                new ArrayList<>(
                        List.of(
                                "is announced",
                                "cases are sampled",
                                " 4 of 33 ",
                                "15 of 33 ",
                                "27 of 33 ",
                                "is drafted with",
                                "The report is published",
                                "submits its plan"));
        try (var platform = new Platform(directory.resolve("demo"), "demo", "--headless")) {
            for (int i = 0; i < moments.size(); i++) {
                platform.awaitSaid(moments.get(i));
                if (i == 4) {
                    // The launcher itself: its orphans are found and the story goes on.
                    platform.killLauncher();
                    platform.again("demo");
                    platform.awaitSaid("33 cases are judged");
                }
                platform.kill(victims.get(i));
            }
            platform.awaitSaid(" figures agree");
            assertThat(platform.output().getLast()).as(() -> text(platform)).isEqualTo(AGREE);
            // It stays up: what all these deaths have left behind is looked at to the last byte.
            Platform.Said verified = platform.verify();
            assertThat(verified.status()).as(verified.text()).isZero();
            assertThat(verified.text().lines())
                    .filteredOn(line -> line.endsWith("  passed"))
                    .hasSize(CHECKS);
            platform.replayAll(true);
            CaseData said = CaseData.of(platform);
            said.isWhereItMayBeAlone();
            said.isFoundWhereItIsPlanted();
            nothing_secret_is_said(platform);
        }
    }

    private static void nothing_secret_is_said(Platform platform) throws Exception {
        assertThat(platform.logs()).hasSizeGreaterThan(6);
        assertThat(platform.secretsSaid()).isEmpty();
        // And the search finds: a token, and what only the secrets' files hold.
        Path log = platform.logs().getLast();
        Files.writeString(
                log,
                "given %s%nused %s%n"
                        .formatted(platform.token("operator"), platform.password("postgres")),
                StandardOpenOption.APPEND);
        assertThat(platform.secretsSaid()).hasSize(2);
    }

    private static String text(Platform platform) {
        return String.join("\n", platform.output());
    }
}
