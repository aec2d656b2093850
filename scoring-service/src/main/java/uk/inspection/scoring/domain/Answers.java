package uk.inspection.scoring.domain;

import java.util.Arrays;

/** The latest answers of one case: a byte a question, in the framework's order of questions. */
final class Answers {
    /** No judgement: nothing is applicable. */
    static final Answers NONE = new Answers(new byte[0]);

    /** What an answer counts as. Not applicable is first, because a blank byte stands for it. */
    enum Counting {
        NOT_APPLICABLE,
        INSUFFICIENT,
        SUFFICIENT
    }

    private final byte[] codes;

    private Answers(byte[] codes) {
        this.codes = codes;
    }

    /** Nothing applicable yet, to be filled in by {@link #set}; not to be shared until it is. */
    static Answers blank(int questions) {
        return new Answers(new byte[questions]);
    }

    void set(int question, Counting counting) {
        codes[question] = (byte) counting.ordinal();
    }

    boolean sufficient(int question) {
        return is(question, Counting.SUFFICIENT);
    }

    boolean applicable(int question) {
        return sufficient(question) || is(question, Counting.INSUFFICIENT);
    }

    private boolean is(int question, Counting counting) {
        return question < codes.length && codes[question] == counting.ordinal();
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
