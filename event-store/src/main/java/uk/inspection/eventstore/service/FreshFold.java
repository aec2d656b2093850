package uk.inspection.eventstore.service;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.inspection.eventstore.service.Rebuild.Compared;
import uk.inspection.eventstore.verification.Check;

/**
 * The read models that serve against what the events come to: all are made again beside them,
 * compared, and dropped. Where they are being made again already, by an operator or at another
 * instance, nothing is compared, and the check has not passed: whoever asks does so again after
 * that.
 */
final class FreshFold implements Check {
    private static final long LOOK_MS = 100;

    private final Rebuild rebuild;

    FreshFold(Rebuild rebuild) {
        this.rebuild = rebuild;
    }

    @Override
    public String name() {
        return "read-models";
    }

    @Override
    public String counts() {
        return "events";
    }

    @Override
    public Optional<String> run(Progress progress) throws InterruptedException {
        Future<Compared> comparing = rebuild.compare();
        long told = 0;
        Optional<Compared> compared = within(comparing);
        while (compared.isEmpty()) {
            long applied = rebuild.view().events();
            progress.counted(applied - told);
            told = applied;
            compared = within(comparing);
        }
        Compared found = compared.get();
        progress.counted(found.events() - told);
        if (found.difference() != null) {
            return Optional.of(
                    "The rows that serve are not what the events come to. " + found.difference());
        }
        progress.note(
                "%d rows of %d tables are what the events come to."
                        .formatted(found.rows(), found.tables()));
        return Optional.empty();
    }

    private static Optional<Compared> within(Future<Compared> comparing)
            throws InterruptedException {
        try {
            return Optional.of(comparing.get(LOOK_MS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException stillAtIt) {
            return Optional.empty();
        } catch (ExecutionException uncompared) {
            throw new Unfinished(String.valueOf(comparing.exceptionNow().getMessage()));
        }
    }
}
