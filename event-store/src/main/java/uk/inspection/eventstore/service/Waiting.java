package uk.inspection.eventstore.service;

import java.util.Set;

/** Who may wait for a version, which each service says of its own reads. */
public interface Waiting {
    /**
     * Whether the caller may wait for more of a stream. How long he waits and how far he is told
     * that it is show how it moves: so he may exactly if this resource shows him the stream as it
     * moves, or would as soon as there is something of it. Anybody else gets at once what he gets
     * without asking for a version.
     *
     * @param resource the class whose method answers
     * @param topics of other services whose streams he asks for too: they move by themselves, and
     *     he must be one who sees that
     */
    boolean mayWaitFor(String stream, Class<?> resource, Set<String> topics);
}
