package uk.inspection.eventstore;

/**
 * An event of a type or version that this build does not know: a newer one wrote it, which is
 * rolled out just now or was taken back. What depends on the event waits for the newer build.
 */
public final class UnknownEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownEvent(String type, int version) {
        super("%s v%d is unknown to this build".formatted(type, version));
    }
}
