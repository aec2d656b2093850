package uk.inspection.scoring.projection;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import uk.inspection.eventstore.Signal;

/**
 * Lets a reader wait until the scores reflect a version of the case stream. Readers are woken by
 * this instance's commits; what another instance applies they find by looking again after a short
 * time. Each look borrows a connection and gives it back, so that waiting readers hold none.
 */
@ApplicationScoped
public class CaseProgress {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final TransactionSynchronizationRegistry transaction;
    private final Signal applied = new Signal();

    CaseProgress(TransactionSynchronizationRegistry transaction) {
        this.transaction = transaction;
    }

    /**
     * Waits until the version is reflected.
     *
     * @return whether it is; false when {@code longest} has passed before
     */
    public boolean await(String inspection, long caseVersion, Duration longest)
            throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            long seen = applied.count();
            long now =
                    QuarkusTransaction.requiringNew()
                            .call(() -> CaseProgressEntity.caseVersion(inspection));
            if (now >= caseVersion) {
                return true;
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!left.isPositive()) {
                return false;
            }
            applied.await(seen, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        }
    }

    /** To be called within the transaction that applies case events: wakes the readers after it. */
    void appliedAtCommit() {
        transaction.registerInterposedSynchronization(
                new Synchronization() {
                    @Override
                    public void beforeCompletion() {}

                    @Override
                    public void afterCompletion(int status) {
                        if (status == Status.STATUS_COMMITTED) {
                            applied.raise();
                        }
                    }
                });
    }
}
