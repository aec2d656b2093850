package uk.inspection.plan.domain;

import java.util.List;

/** A rule says no: why, as a whole sentence, and which field breaks which rule. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Kind {
        /** The command makes no sense in itself; correct it. */
        INVALID,
        /** The command makes sense and is not allowed as things stand. */
        CONFLICT,
        /** Someone was faster; read again. */
        STALE,
        /** The thing spoken of does not exist. */
        MISSING,
        /** What it builds on is still to come; try again when it has. */
        EARLY
    }

    /**
     * One field and the rule it breaks. {@code field} is a path such as {@code actions.0.owner}.
     */
    public record Violation(String field, String rule) {}

    private final Kind kind;
    private final transient List<Violation> violations;

    private Refused(Kind kind, String sentence, List<Violation> violations) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.violations = List.copyOf(violations);
    }

    static Refused invalid(String sentence, List<Violation> violations) {
        return new Refused(Kind.INVALID, sentence, violations);
    }

    static Refused invalid(String sentence, String field, String rule) {
        return invalid(sentence, List.of(new Violation(field, rule)));
    }

    static Refused conflict(String sentence) {
        return new Refused(Kind.CONFLICT, sentence, List.of());
    }

    static Refused conflict(String sentence, String field, String rule) {
        return new Refused(Kind.CONFLICT, sentence, List.of(new Violation(field, rule)));
    }

    static Refused missing(String sentence) {
        return new Refused(Kind.MISSING, sentence, List.of());
    }

    static Refused stale(String sentence, String field, String rule) {
        return new Refused(Kind.STALE, sentence, List.of(new Violation(field, rule)));
    }

    static Refused early(String sentence) {
        return new Refused(Kind.EARLY, sentence, List.of());
    }

    /** The whole sentence. */
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
