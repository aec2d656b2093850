package uk.inspection.eventstore;

/** How a command ended. */
public sealed interface Outcome {
    /**
     * Durable, or durable already when the same command came before.
     *
     * @param version the stream's version after the command was first carried out
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Committed(long version, byte[] answer, boolean repeated) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}

    /** The command's id was used before with another body. */
    record KeyReused() implements Outcome {}

    /** Our bug: nothing was written, and repeating will not help. */
    record Broken(Throwable cause) implements Outcome {}

    /** Not known whether it was written; the same command may safely be sent again. */
    record Unknown(String why) implements Outcome {}

    /** A reaction lacks a fact that is still to come; the event itself is applied and durable. */
    record Waiting(String what) implements Outcome {}

    /** Another service's event could not be applied and waits, with its inspection, for repair. */
    record Parked(String why) implements Outcome {}
}
