package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.util.function.Supplier;

/** Several reads that see what is kept for reading as it was at one moment. */
public final class Snapshot {
    private static final int TIMEOUT_SECONDS = 30;

    private Snapshot() {}

    /**
     * Reads in a transaction of its own. What others commit meanwhile is not seen, so a tag read
     * here stands for exactly the rows read here.
     */
    public static <R> R read(Supplier<R> reads) {
        return QuarkusTransaction.requiringNew()
                .timeout(TIMEOUT_SECONDS)
                .call(() -> {
                    Panache.getEntityManager()
                            .createNativeQuery(
                                    "set transaction isolation level repeatable read, read only")
                            .executeUpdate();
                    return reads.get();
                });
    }
}
