package uk.inspection.scoring.domain;

import java.util.Arrays;

/** The latest answers of one case: a byte a question, in the framework's order of questions. */
final class Answers {
    /** No judgement: nothing is applicable. */
    static final Answers NONE = new Answers(new byte[0]);

    private static final byte NOT_APPLICABLE = 0;
    private static final byte INSUFFICIENT = 1;
    private static final byte SUFFICIENT = 2;

    private final byte[] codes;

    private Answers(byte[] codes) {
        this.codes = codes;
    }

    /** Nothing applicable yet, to be filled in by {@link #set}; not to be shared until it is. */
    static Answers blank(int questions) {
        return new Answers(new byte[questions]);
    }

    /**
     * Fails on a code that pooled percentages do not know, so that it is seen and not miscounted.
     */
    void set(int question, String code) {
        codes[question] =
                switch (code) {
                    case "sufficient" -> SUFFICIENT;
                    case "insufficient" -> INSUFFICIENT;
                    case "not-applicable" -> NOT_APPLICABLE;
                    default ->
                            throw new IllegalArgumentException(
                                    "A pooled percentage knows no answer \"%s\".".formatted(code));
                };
    }

    boolean sufficient(int question) {
        return question < codes.length && codes[question] == SUFFICIENT;
    }

    boolean applicable(int question) {
        return question < codes.length && codes[question] != NOT_APPLICABLE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Answers that && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codes);
    }
}
