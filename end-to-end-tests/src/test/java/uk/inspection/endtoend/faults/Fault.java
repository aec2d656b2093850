package uk.inspection.endtoend.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import uk.inspection.local.Backbone;
import uk.inspection.local.testing.Cable;

/**
 * Something that is done to the platform and undone after a while. Which process, cable or number
 * of days it is, chance says, and so the seed.
 */
enum Fault {
    KILL_CASE_SERVICE {
        @Override
        Damage to(Arena arena, Random random) {
            return kill(arena, Arena.Service.CASES, random);
        }
    },
    KILL_SCORING_SERVICE {
        @Override
        Damage to(Arena arena, Random random) {
            return kill(arena, Arena.Service.SCORING, random);
        }
    },
    KILL_PLAN_SERVICE {
        @Override
        Damage to(Arena arena, Random random) {
            return kill(arena, Arena.Service.PLANS, random);
        }
    },
    KILL_REPORTING_SERVICE {
        @Override
        Damage to(Arena arena, Random random) {
            return kill(arena, Arena.Service.REPORTING, random);
        }
    },
    KILL_DATABASE {
        @Override
        Damage to(Arena arena, Random random) {
            return new Damage("PostgreSQL is killed", Duration.ZERO, arena.servers()::killPostgres);
        }
    },
    KILL_BROKER {
        @Override
        Damage to(Arena arena, Random random) {
            return new Damage("the broker is killed", Duration.ZERO, arena.servers()::killBroker);
        }
    },
    /** The services' own way to leave: their partitions and the relay's lead go to the other. */
    REBALANCE {
        @Override
        Damage to(Arena arena, Random random) {
            Arena.Instance one = any(arena.all(), random);
            return new Damage(
                    one + " is stopped in order", Duration.ZERO, () -> one.process().close());
        }
    },
    STOP {
        @Override
        Damage to(Arena arena, Random random) {
            var processes = new ArrayList<Frozen>();
            for (Arena.Instance one : arena.all()) {
                one.process()
                        .handle()
                        .ifPresent(process ->
                                processes.add(
                                        new Frozen(
                                                one.toString(),
                                                () -> Arena.freeze(process),
                                                () -> Arena.thaw(process))));
            }
            Backbone servers = arena.servers();
            processes.add(new Frozen("PostgreSQL", servers::freezePostgres, servers::thawPostgres));
            processes.add(new Frozen("the broker", servers::freezeBroker, servers::thawBroker));
            Frozen one = any(processes, random);
            return new Damage(
                    one.name() + " is stopped for ten seconds",
                    Duration.ofSeconds(10),
                    one.freeze(),
                    one.thaw());
        }
    },
    FULL_DISK {
        @Override
        Damage to(Arena arena, Random random) {
            return arena.hasOwnDisk()
                    ? new Damage("the disk is full", SHORT, arena::fillDisk, arena::freeDisk)
                    : new Damage(
                            "SKIPPED: no disk can be mounted here to be filled",
                            Duration.ZERO,
                            () -> {});
        }
    },
    CUT {
        @Override
        Damage to(Arena arena, Random random) {
            Line line = line(arena, random);
            return new Damage(
                    line.name() + " is cut", SHORT, line.cable()::cut, line.cable()::mend);
        }
    },
    LOSE_ANSWERS {
        @Override
        Damage to(Arena arena, Random random) {
            Arena.Instance one = any(arena.all(), random);
            return new Damage(
                    "the answers of " + one + " are lost",
                    SHORT,
                    one.fromClients()::loseAnswers,
                    one.fromClients()::mend);
        }
    },
    HOLD {
        @Override
        Damage to(Arena arena, Random random) {
            Line line = line(arena, random);
            return new Damage(
                    line.name() + " passes nothing on",
                    Duration.ofSeconds(random.nextInt(1, 13)),
                    line.cable()::hold,
                    line.cable()::mend);
        }
    },
    DELAY {
        @Override
        Damage to(Arena arena, Random random) {
            Line line = line(arena, random);
            var by = Duration.ofMillis(random.nextInt(20, 400));
            return new Damage(
                    "%s is %d ms late".formatted(line.name(), by.toMillis()),
                    SHORT,
                    () -> line.cable().slowDown(by),
                    line.cable()::mend);
        }
    },
    CLOCK {
        @Override
        Damage to(Arena arena, Random random) {
            int days = random.nextInt(1, 15);
            return new Damage(
                    "the business clock moves by %d days".formatted(days),
                    Duration.ZERO,
                    () -> arena.moveClock(days));
        }
    };

    private static final Duration SHORT = Duration.ofSeconds(3);

    /**
     * What is done, and what undoes it; what died is started again by whoever looks after the
     * arena.
     */
    record Damage(String name, Duration lasts, Runnable done, Runnable undone) {
        Damage(String name, Duration lasts, Runnable done) {
            this(name, lasts, done, () -> {});
        }

        boolean skipped() {
            return name.startsWith("SKIPPED");
        }
    }

    abstract Damage to(Arena arena, Random random);

    private record Frozen(String name, Runnable freeze, Runnable thaw) {}

    private record Line(String name, Cable cable) {}

    /**
     * A process of each kind dies, one is stopped, a cable suffers, the disk fills, time passes.
     */
    static List<Fault> ten(Random random) {
        var ten =
                new ArrayList<>(
                        List.of(
                                KILL_CASE_SERVICE,
                                KILL_SCORING_SERVICE,
                                KILL_PLAN_SERVICE,
                                KILL_REPORTING_SERVICE,
                                KILL_DATABASE,
                                KILL_BROKER,
                                STOP,
                                FULL_DISK,
                                any(List.of(CUT, LOSE_ANSWERS, HOLD, DELAY, REBALANCE), random),
                                CLOCK));
        Collections.shuffle(ten, random);
        return ten;
    }

    static List<Fault> many(int count, Random random) {
        return Stream.generate(() -> any(List.of(values()), random)).limit(count).toList();
    }

    private static Damage kill(Arena arena, Arena.Service service, Random random) {
        boolean both = random.nextInt(4) == 0;
        Arena.Instance one = any(arena.of(service), random);
        return both
                ? new Damage(
                        "both instances of " + service.module + " are killed",
                        Duration.ZERO,
                        () -> arena.of(service).forEach(each -> each.process().kill()))
                : new Damage(one + " is killed", Duration.ZERO, () -> one.process().kill());
    }

    private static Line line(Arena arena, Random random) {
        Arena.Instance one = any(arena.all(), random);
        return any(
                List.of(
                        new Line(one + " to its database", one.toDatabase()),
                        new Line(one + " to the broker", one.toBroker()),
                        new Line("clients to " + one, one.fromClients())),
                random);
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
