package uk.inspection.eventstore.service;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import uk.inspection.eventstore.Log;

/**
 * Answers at once while the database is known to be away, where every request would find that out
 * for itself in as long as a connection or an answer is waited for. Whether the database is back is
 * not for requests to find out.
 */
@Provider
@Priority(DatabaseGate.BEFORE_ALL_ELSE)
class DatabaseGate implements ContainerRequestFilter {
    static final int BEFORE_ALL_ELSE = 1;

    private final EventStore eventStore;

    DatabaseGate(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (eventStore.databaseAway()) {
            throw new Log.Unavailable("The database is away; try again.");
        }
    }
}
