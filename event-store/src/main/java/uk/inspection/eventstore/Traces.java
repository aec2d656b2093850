package uk.inspection.eventstore;

import org.jspecify.annotations.Nullable;

/**
 * Shows an event's way to whoever follows it: how it was appended, published, received by another
 * service and handed to live readers. All of it belongs to the trace of the request that began the
 * chain, which {@link StoredEvent#correlation} names.
 *
 * <p>It is told afterwards, on threads that others wait for: none of it may wait. Where {@link #on}
 * says no, nothing else is asked, and nothing is made for it.
 */
public interface Traces {
    /** Under this name a line of the log tells the request that it is of. */
    String REQUEST_ID = "requestId";

    /** Nobody follows. */
    Traces NONE =
            new Traces() {
                @Override
                public boolean on() {
                    return false;
                }

                @Override
                public @Nullable Asker asker() {
                    return null;
                }

                @Override
                public void appended(StoredEvent event, @Nullable Asker asker, long since) {}

                @Override
                public void published(StoredEvent event, long since) {}

                @Override
                public void received(StoredEvent event, long since) {}

                @Override
                public void handed(StoredEvent event, int readers, long since) {}
            };

    /** Whether anything is shown. */
    boolean on();

    /** Who asks on this thread now; absent where nobody is followed. */
    @Nullable Asker asker();

    /**
     * An own event is committed.
     *
     * @param asker who asked for it; absent where nobody did who is followed
     * @param since when it was queued, as of {@link System#nanoTime}; all of these end now
     */
    void appended(StoredEvent event, @Nullable Asker asker, long since);

    /** The broker has acknowledged an own event. */
    void published(StoredEvent event, long since);

    /** Another service's event was dealt with, and what came of it is committed. */
    void received(StoredEvent event, long since);

    /** An own event was handed to those who follow it. */
    void handed(StoredEvent event, int readers, long since);

    /** A place in a trace. */
    interface Asker {}
}
