package uk.inspection.eventstore.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;

/** Tells failures that may pass from those that will not. */
public final class Failures {
    /**
     * SQLSTATE classes: connection, transaction rollback, insufficient resources (a full disk among
     * them), operator intervention, system error.
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

    /**
     * A server that is read-only for now; a session ended by its idle or transaction timeout; a
     * lock not given in time.
     */
    private static final Set<String> PASSING_TOO = Set.of("25006", "25P03", "25P04", "55P03");

    private Failures() {}

    /** {@link Log.Unavailable} for what may pass; anything else as it is, or wrapped. */
    public static RuntimeException translate(Throwable failure) {
        if (failure instanceof Log.Unavailable away) {
            return away;
        }
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SQLTransientException
                    || (cause instanceof SQLException sql && passes(sql.getSQLState()))
                    || (cause instanceof AssertionError && thrownByDriver(cause))) {
                return new Log.Unavailable("The database is away: " + cause.getMessage(), failure);
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException runtime) {
            return runtime;
        }
        return new IllegalStateException(failure);
    }

    private static @Nullable Throwable next(Throwable cause) {
        // Why a commit failed, the transaction manager tells beside the failure and not as its
        // cause.
        for (Throwable beside : cause.getSuppressed()) {
            if (beside instanceof XAException) {
                return beside;
            }
        }
        return cause.getCause() == cause ? null : cause.getCause();
    }

    /** A connection that breaks amid a batch makes the driver fail on its own assertion. */
    private static boolean thrownByDriver(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.postgresql.");
    }

    private static boolean passes(@Nullable String state) {
        // No state at all: the pool could not give a connection, or the socket broke.
        return state == null
                || PASSING_TOO.contains(state)
                || (state.length() >= 2 && PASSING.contains(state.substring(0, 2)));
    }
}
