package uk.inspection.eventstore.service;

import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with when its command is durable. It is kept with the command, so that
 * a repeat of the request gets the very same answer.
 *
 * @param location path of what was made
 * @param etag of the resource now, without quotes
 * @param body written as JSON
 */
public record Answer(int status, @Nullable String location, @Nullable String etag, Object body) {

    public static Answer ok(long etag, Object body) {
        return new Answer(200, null, Long.toString(etag), body);
    }

    /** An answer about a part of a resource that has no tag of its own. */
    public static Answer untagged(Object body) {
        return new Answer(200, null, null, body);
    }

    public static Answer created(String location, long etag, Object body) {
        return new Answer(201, location, Long.toString(etag), body);
    }
}
