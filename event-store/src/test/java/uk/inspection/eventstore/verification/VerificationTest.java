package uk.inspection.eventstore.verification;

import static java.util.logging.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.verification.Verification.Checked;
import uk.inspection.eventstore.verification.Verification.Report;
import uk.inspection.eventstore.verification.Verification.State;

/** One run at a time, told as it goes, and cut short when the service stops. */
class VerificationTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private interface Looking {
        Optional<String> look(Check.Progress progress) throws Exception;
    }

    private static Check check(String name, Looking looking) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String counts() {
                return "notes";
            }

            @Override
            public Optional<String> run(Progress progress) throws Exception {
                return looking.look(progress);
            }
        };
    }

    private static Verification of(Check... checks) {
        return new Verification("note-service", List.of(checks), Clock.systemUTC());
    }

    private static Report ended(Verification verification) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> verification.report().endedAt() != null);
        return verification.report();
    }

    @Test
    void nothing_is_known_before_the_first_run() {
        Report report = of().report();
        assertThat(report.state()).isEqualTo(State.NONE);
        assertThat(report.startedAt()).isNull();
        assertThat(report.checks()).isEmpty();
    }

    @Test
    void a_second_start_while_one_runs_begins_nothing_and_a_later_one_does() {
        var going = new CountDownLatch(1);
        var runs = new AtomicInteger();
        var verification =
                of(
                        check(
                                "slow",
                                progress -> {
                                    runs.incrementAndGet();
                                    progress.counted(3);
                                    going.await();
                                    progress.counted(4);
                                    return Optional.empty();
                                }),
                        check("next", _ -> Optional.empty()));
        assertThat(verification.start()).isTrue();
        await().atMost(SOON).until(() -> verification.report().checks().getFirst().counted() == 3);
        assertThat(verification.start()).isFalse();
        Report running = verification.report();
        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(running.endedAt()).isNull();
        assertThat(running.checks())
                .extracting(Checked::state)
                .containsExactly(State.RUNNING, State.NONE);
        going.countDown();
        Report passed = ended(verification);
        assertThat(passed.state()).isEqualTo(State.PASSED);
        assertThat(passed.checks().getFirst().counted()).isEqualTo(7);
        assertThat(verification.start()).isTrue();
        assertThat(ended(verification).state()).isEqualTo(State.PASSED);
        assertThat(runs).hasValue(2);
    }

    @Test
    void of_many_who_start_at_once_one_does() throws Exception {
        for (int round = 0; round < 100; round++) {
            var going = new CountDownLatch(1);
            var runs = new AtomicInteger();
            var verification =
                    of(
                            check(
                                    "slow",
                                    _ -> {
                                        runs.incrementAndGet();
                                        going.await();
                                        return Optional.empty();
                                    }));
            var together = new CyclicBarrier(4);
            var started = new AtomicInteger();
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < 4; caller++) {
                    pool.submit(() -> {
                        together.await();
                        return verification.start() ? started.incrementAndGet() : 0;
                    });
                }
            }
            going.countDown();
            ended(verification);
            assertThat(started).hasValue(1);
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void a_difference_or_a_failure_of_one_check_keeps_no_other_from_being_run() {
        var verification =
                of(
                        check("differing", _ -> Optional.of("Version 3 is not there.")),
                        check(
                                "failing",
                                _ -> {
                                    throw new SQLException("The database is away.");
                                }),
                        check("passing", _ -> Optional.empty()));
        verification.start();
        Report report = ended(verification);
        assertThat(report.state()).isEqualTo(State.FAILED);
        assertThat(report.checks())
                .extracting(Checked::state)
                .containsExactly(State.FAILED, State.FAILED, State.PASSED);
        assertThat(report.checks().getFirst().difference()).isEqualTo("Version 3 is not there.");
        assertThat(report.checks().get(1).problem()).isEqualTo("The database is away.");
    }

    /** A fault is traced to its place; what somebody does just then is no fault. */
    @Test
    void what_could_not_be_looked_at_is_said_and_only_a_fault_has_its_place_in_the_log() {
        var said = new ConcurrentLinkedQueue<LogRecord>();
        Handler listener = listener(said);
        Logger.getLogger(Verification.class.getName()).addHandler(listener);
        try {
            var verification =
                    of(
                            check(
                                    "unfinished",
                                    _ -> {
                                        throw new Check.Unfinished("It is being made.");
                                    }),
                            check(
                                    "failing",
                                    _ -> {
                                        throw new SQLException("The database is away.");
                                    }));
            verification.start();
            Report report = ended(verification);
            assertThat(report.state()).isEqualTo(State.FAILED);
            assertThat(report.checks())
                    .extracting(Checked::problem)
                    .containsExactly("It is being made.", "The database is away.");
        } finally {
            Logger.getLogger(Verification.class.getName()).removeHandler(listener);
        }
        assertThat(said)
                .filteredOn(record -> record.getLevel().intValue() >= WARNING.intValue())
                .extracting(LogRecord::getThrown)
                .satisfiesExactly(
                        none -> assertThat(none).isNull(),
                        fault -> assertThat(fault).hasMessage("The database is away."));
    }

    private static Handler listener(Queue<LogRecord> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void a_service_that_stops_ends_the_run_and_what_was_not_looked_at_has_not_passed() {
        var verification =
                of(
                        check(
                                "endless",
                                progress -> {
                                    while (true) {
                                        progress.counted(1);
                                    }
                                }),
                        check("next", _ -> Optional.empty()));
        verification.start();
        await().atMost(SOON).until(() -> verification.report().checks().getFirst().counted() > 0);
        verification.close();
        Report report = verification.report();
        assertThat(report.endedAt()).isNotNull();
        assertThat(report.state()).isEqualTo(State.FAILED);
        assertThat(report.checks())
                .extracting(Checked::problem)
                .containsExactly("The service is stopping.", "The service is stopping.");
        assertThat(verification.start()).isFalse();
    }

    @Test
    void a_check_that_waits_for_something_is_interrupted() {
        var waiting = new CountDownLatch(1);
        var verification =
                of(
                        check(
                                "waiting",
                                _ -> {
                                    waiting.countDown();
                                    new CountDownLatch(1).await();
                                    return Optional.empty();
                                }));
        verification.start();
        await().atMost(SOON).until(() -> waiting.getCount() == 0);
        verification.close();
        assertThat(verification.report().checks().getFirst().problem())
                .isEqualTo("The service is stopping.");
    }
}
