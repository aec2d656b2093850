package uk.inspection.eventstore;

import java.util.List;

/** Why a command was refused: a whole sentence, and the fields with the rule that each breaks. */
public record Refusal(Kind kind, String sentence, List<Violation> violations) {

    /** One field and the rule it breaks. {@code field} is a path such as {@code answers.1.1.1}. */
    public record Violation(String field, String rule) {}

    /** What a caller can do about it. */
    public enum Kind {
        /** The thing spoken of does not exist. */
        MISSING,
        /** It is somebody else's to do. */
        FORBIDDEN,
        /** The command makes no sense in itself; correct it. */
        INVALID,
        /** The command makes sense and is not allowed as things stand. */
        CONFLICT,
        /** Someone was faster; read again. */
        STALE
    }
}
