package uk.inspection.eventstore;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says that the log grew. Whoever waits gives the count it last saw, so that a raise between its
 * reading of the log and its waiting is never missed.
 */
public final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private long count;

    /** Wakes all who wait; how often it was raised by now. */
    public long raise() {
        lock.lock();
        try {
            raised.signalAll();
            return ++count;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised. */
    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it was raised more often than {@code seen}, at most {@code longest}. */
    public void await(long seen, Duration longest) throws InterruptedException {
        long nanos = longest.toNanos();
        lock.lock();
        try {
            while (count <= seen && nanos > 0) {
                nanos = raised.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
