package uk.inspection.contract;

/** The facts of the register of frameworks, which case-service keeps: one stream a framework. */
public sealed interface FrameworkEvent extends Event {

    /**
     * A version of a framework can be announced from now on. It never changes; the next one has the
     * next number.
     */
    record FrameworkRegistered(Framework framework) implements FrameworkEvent {}
}
