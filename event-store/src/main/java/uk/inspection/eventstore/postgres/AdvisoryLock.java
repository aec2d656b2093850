package uk.inspection.eventstore.postgres;

/**
 * What instances of a service keep from each other by PostgreSQL's advisory locks in their
 * database. All keys stand here, so that no two are the same: who waits for one must not meet
 * another.
 */
public enum AdvisoryLock {
    /** One write at a time. */
    WRITER(0x494e5350),
    /** One relay that publishes, for as long as its session lasts. */
    RELAY(0x494e5352),
    /** One restoration of the log at a time. */
    RESTORE(0x494e5354),
    /** One rebuild of the read models at a time. */
    REBUILD(0x494e5342),
    /** Rights are given by one at a time. */
    RIGHTS(0x494e5347);

    private final int key;

    AdvisoryLock(int key) {
        this.key = key;
    }

    /** The first of the two numbers of the lock; the second is the shard. */
    public int key() {
        return key;
    }
}
