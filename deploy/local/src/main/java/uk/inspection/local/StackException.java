package uk.inspection.local;

import org.jspecify.annotations.Nullable;

/** What stops a command, as one sentence for the person who typed it. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String sentence) {
        super(sentence);
    }

    public StackException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
