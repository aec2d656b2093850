package uk.inspection.eventstore;

import java.util.List;

/** What deciding a command came to. */
public sealed interface Decision {
    /** Append these events (maybe none) and remember this answer for a repeat of the command. */
    @SuppressWarnings("ArrayRecordComponent")
    record Accept(List<NewEvent> events, byte[] answer) implements Decision {}

    /** A rule says no; nothing is written. */
    record Refuse(Refusal refusal) implements Decision {}

    /**
     * A reaction lacks a fact of another topic that is still to come; it is tried again when more
     * has arrived. Only reactions may wait.
     */
    record Await(String what) implements Decision {}

    static Accept accept(NewEvent... events) {
        return new Accept(List.of(events), new byte[0]);
    }
}
