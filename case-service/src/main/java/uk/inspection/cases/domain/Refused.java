package uk.inspection.cases.domain;

import java.util.List;

/** A rule says no: a whole sentence, and the fields with the rule that each breaks. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Kind kind;
    private final transient List<Violation> violations;

    /** {@code field} is a path such as {@code answers.1.1.1}. */
    public record Violation(String field, String rule) {}

    public enum Kind {
        /** It does not exist. */
        MISSING,
        /** It is somebody else's to do. */
        FORBIDDEN,
        /** It makes no sense in itself. */
        INVALID,
        /** It is not allowed as things stand. */
        CONFLICT,
        /** Someone was faster. */
        STALE
    }

    Refused(Kind kind, String sentence, List<Violation> violations) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.violations = violations;
    }

    static Refused missing(String sentence) {
        return new Refused(Kind.MISSING, sentence, List.of());
    }

    static Refused forbidden(String sentence, String field, String rule) {
        return new Refused(Kind.FORBIDDEN, sentence, List.of(new Violation(field, rule)));
    }

    static Refused conflict(String sentence, String field, String rule) {
        return new Refused(Kind.CONFLICT, sentence, List.of(new Violation(field, rule)));
    }

    static Refused invalid(String sentence, String field, String rule) {
        return new Refused(Kind.INVALID, sentence, List.of(new Violation(field, rule)));
    }

    public Kind kind() {
        return kind;
    }

    public List<Violation> violations() {
        return violations;
    }
}
