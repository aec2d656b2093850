package uk.inspection.eventstore.service;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.Connection;
import javax.sql.DataSource;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.postgres.Transactions;

/**
 * Transactions of the application server, so that read models kept with Hibernate change on the
 * same connection as the log. A failure after the work, in the commit, may have happened after the
 * database had committed: its outcome is unknown, and repeating is safe.
 */
final class JtaTransactions implements Transactions {
    private static final int TIMEOUT_SECONDS = 30;

    private final DataSource dataSource;

    JtaTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public <R> R call(Work<R> work) {
        boolean[] worked = new boolean[2];
        try {
            return QuarkusTransaction.requiringNew()
                    .timeout(TIMEOUT_SECONDS)
                    .call(() -> {
                        worked[0] = true;
                        try (Connection connection = dataSource.getConnection()) {
                            R result = work.run(connection);
                            worked[1] = true;
                            return result;
                        }
                    });
        } catch (RuntimeException e) {
            if (worked[1] || !worked[0]) {
                throw new Log.Unavailable("The transaction could not be committed.", e);
            }
            throw e;
        }
    }
}
