package uk.inspection.eventstore.service;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/**
 * How much a client may ask for. {@code docs/limits.md} lists all of it, with what the server
 * itself sees to; the defaults are in {@code microprofile-config.properties}.
 */
@StaticInitSafe // where the JSON mapper is made, which here is at the start too
@ConfigMapping(prefix = "limits")
public interface Limits {
    /** How many requests. */
    OfRequests requests();

    /** Of the JSON of a body. */
    OfJson json();

    /** Seconds from a request's headers to the end of its body. */
    int bodySeconds();

    /** Who follows a live stream. */
    Places live();

    /** Who waits for a version of an inspection. */
    Places versions();

    /** Who waits for a change of a plan. */
    Places changes();

    /** Those of one client come out of its bucket; see {@link ClientLimit}. */
    interface OfRequests {
        /** That are being dealt with at a time, of all clients. */
        int atOnce();

        /** That a client may send at once after a time of rest: what its bucket holds. */
        int burst();

        /** That a client may send for ever: what its bucket is filled up by. */
        int perSecond();

        /** Clients whose buckets are kept. */
        int clients();
    }

    /** In whole levels and characters. */
    interface OfJson {
        int nesting();

        int text();

        int name();

        int number();
    }

    /** Places that callers take for as long as they stay. */
    interface Places {
        int all();

        /** Of them, at most for one subject. */
        int ofSubject();
    }
}
