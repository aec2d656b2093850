package uk.inspection.reporting.domain;

import java.util.List;

/** A rule said no: in a whole sentence, with the fields that break a rule where there are any. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Kind {
        /** The thing spoken of does not exist. */
        MISSING,
        /** The command makes no sense in itself; correct it. */
        INVALID,
        /** The command makes sense and is not allowed as things stand. */
        CONFLICT,
        /** Someone was faster; read again. */
        STALE
    }

    /** One field and the rule it breaks. */
    public record Violation(String field, String rule) {}

    private final Kind kind;
    private final transient List<Violation> violations;

    public Refused(Kind kind, String sentence, List<Violation> violations) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.violations = List.copyOf(violations);
    }

    static Refused missing(String sentence) {
        return new Refused(Kind.MISSING, sentence, List.of());
    }

    static Refused conflict(String sentence) {
        return new Refused(Kind.CONFLICT, sentence, List.of());
    }

    static Refused invalid(String sentence, List<Violation> violations) {
        return new Refused(Kind.INVALID, sentence, violations);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public Kind kind() {
        return kind;
    }

    public List<Violation> violations() {
        return violations;
    }
}
