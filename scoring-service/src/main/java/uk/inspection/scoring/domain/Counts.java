package uk.inspection.scoring.domain;

import java.util.Arrays;

/**
 * Sufficient and applicable answers per question, in the framework's order of questions. A change
 * copies the counts of the questions and looks at no other case.
 */
public final class Counts {
    private final int[] sufficient;
    private final int[] applicable;

    private Counts(int[] sufficient, int[] applicable) {
        this.sufficient = sufficient;
        this.applicable = applicable;
    }

    static Counts none(int questions) {
        return new Counts(new int[questions], new int[questions]);
    }

    int sufficient(int question) {
        return sufficient[question];
    }

    int applicable(int question) {
        return applicable[question];
    }

    /** Takes out a case's earlier answers and puts in its new ones; either may be none. */
    Counts replace(Answers out, Answers in) {
        int[] sufficientNow = sufficient.clone();
        int[] applicableNow = applicable.clone();
        for (int question = 0; question < sufficientNow.length; question++) {
            sufficientNow[question] += one(in.sufficient(question)) - one(out.sufficient(question));
            applicableNow[question] += one(in.applicable(question)) - one(out.applicable(question));
        }
        return new Counts(sufficientNow, applicableNow);
    }

    private static int one(boolean counted) {
        return counted ? 1 : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts that
                && Arrays.equals(sufficient, that.sufficient)
                && Arrays.equals(applicable, that.applicable);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sufficient) + Arrays.hashCode(applicable);
    }

    @Override
    public String toString() {
        return "sufficient " + Arrays.toString(sufficient) + " of " + Arrays.toString(applicable);
    }
}
