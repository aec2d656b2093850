package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContingencyTest {
    private static final List<String> CODES = List.of("yes", "no", "not-applicable");

    /** One question of one case. */
    private record Both(String first, String second) {}

    /**
     * Two answers each: both yes, yes and no, no and yes, both no. 20, 5, 10, 15 give po 0.70 and
     * pe 0.50; 45, 15, 25, 15 and 25, 35, 5, 35 agree alike by percent and not by kappa.
     */
    @ParameterizedTest
    @CsvSource({
        "20, 5, 10, 15, 70, 0.400",
        "45, 15, 25, 15, 60, 0.130",
        "25, 35, 5, 35, 60, 0.259",
        "10, 0, 0, 10, 100, 1.000",
        "0, 10, 10, 0, 0, -1.000",
        "25, 25, 25, 25, 50, 0.000",
        "118, 5, 3, 0, 94, -0.031",
        "1, 1, 0, 0, 50, 0.000"
    })
    void kappa_is_the_textbook_value(
            int bothYes, int yesNo, int noYes, int bothNo, int percent, String kappa) {
        Contingency counts = counts(bothYes, yesNo, 0, noYes, bothNo, 0, 0, 0, 0);
        assertThat(counts.percent()).isEqualTo(percent);
        assertThat(counts.kappa()).isEqualTo(new BigDecimal(kappa));
    }

    /** po 135/200 = 0.675; pe (100 x 90 + 60 x 70 + 40 x 40) / 200^2 = 0.37; kappa 0.305/0.63. */
    @Test
    void not_applicable_is_an_answer_of_its_own() {
        Contingency counts = counts(75, 15, 10, 10, 40, 10, 5, 15, 20);
        assertThat(counts.compared()).isEqualTo(200);
        assertThat(counts.agreed()).isEqualTo(135);
        assertThat(counts.percent()).isEqualTo(68);
        assertThat(counts.kappa()).isEqualTo(new BigDecimal("0.484"));
        assertThat(counts.cells())
                .hasSize(9)
                .contains(
                        new Agreement.Cell("yes", "no", 15),
                        new Agreement.Cell("not-applicable", "yes", 5),
                        new Agreement.Cell("not-applicable", "not-applicable", 20));
    }

    @Test
    void kappa_is_absent_where_both_gave_one_and_the_same_answer_throughout() {
        Contingency counts = counts(7, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(counts.percent()).isEqualTo(100);
        assertThat(counts.kappa()).isNull();
    }

    @Test
    void nothing_compared_is_neither_agreement_nor_the_lack_of_it() {
        var counts = new Contingency(CODES);
        assertThat(counts.percent()).isNull();
        assertThat(counts.kappa()).isNull();
        assertThat(counts.compared()).isZero();
    }

    @Test
    void an_answer_that_the_framework_does_not_have_is_seen_and_not_miscounted() {
        assertThatThrownBy(() -> new Contingency(CODES).count("yes", "maybe"))
                .hasMessage("The framework has no answer \"maybe\".");
    }

    @Test
    void it_agrees_with_the_definition_in_decimals_and_is_the_same_from_either_side() {
        var random = new Random(31);
        for (int i = 0; i < 2_000; i++) {
            List<Both> answers = any(random);
            Contingency counts = counts(answers);
            String as = "seed 31, try %d: %s".formatted(i, answers);
            assertThat(counts.kappa()).as(as).isEqualTo(byDefinition(answers));
            assertThat(counts.agreed())
                    .as(as)
                    .isEqualTo(answers.stream().filter(a -> a.first().equals(a.second())).count());
            Contingency turned =
                    counts(answers.stream().map(a -> new Both(a.second(), a.first())).toList());
            assertThat(turned.kappa()).as(as).isEqualTo(counts.kappa());
        }
    }

    @Test
    void answers_that_all_agree_give_one_as_soon_as_they_are_not_all_alike() {
        var random = new Random(37);
        for (int i = 0; i < 500; i++) {
            List<Both> answers =
                    any(random).stream().map(a -> new Both(a.first(), a.first())).toList();
            Contingency counts = counts(answers);
            if (answers.stream().map(Both::first).distinct().count() > 1) {
                assertThat(counts.kappa()).isEqualTo(new BigDecimal("1.000"));
            } else {
                assertThat(counts.kappa()).isNull();
            }
        }
    }

    /** Shares as decimals, one code after another, as the definition is written. */
    private static @Nullable BigDecimal byDefinition(List<Both> answers) {
        var digits = new MathContext(40);
        BigDecimal n = BigDecimal.valueOf(answers.size());
        BigDecimal observed = BigDecimal.ZERO;
        BigDecimal expected = BigDecimal.ZERO;
        for (String code : CODES) {
            BigDecimal both = BigDecimal.ZERO;
            BigDecimal first = BigDecimal.ZERO;
            BigDecimal second = BigDecimal.ZERO;
            for (Both answer : answers) {
                boolean one = answer.first().equals(code);
                boolean other = answer.second().equals(code);
                both = one && other ? both.add(BigDecimal.ONE) : both;
                first = one ? first.add(BigDecimal.ONE) : first;
                second = other ? second.add(BigDecimal.ONE) : second;
            }
            observed = observed.add(both.divide(n, digits));
            expected = expected.add(first.divide(n, digits).multiply(second.divide(n, digits)));
        }
        BigDecimal beyondChance = rounded(BigDecimal.ONE.subtract(expected));
        return beyondChance.signum() == 0
                ? null
                : rounded(observed.subtract(expected))
                        .divide(beyondChance, digits)
                        .setScale(20, RoundingMode.HALF_UP) // or no tie would be seen as one
                        .setScale(3, RoundingMode.HALF_UP);
    }

    /** Takes away what only the last of the forty digits says. */
    private static BigDecimal rounded(BigDecimal share) {
        return share.setScale(30, RoundingMode.HALF_UP);
    }

    private static List<Both> any(Random random) {
        int known = 1 + random.nextInt(CODES.size());
        var answers = new ArrayList<Both>();
        for (int i = 1 + random.nextInt(60); i > 0; i--) {
            answers.add(
                    new Both(CODES.get(random.nextInt(known)), CODES.get(random.nextInt(known))));
        }
        return answers;
    }

    private static Contingency counts(List<Both> answers) {
        var counts = new Contingency(CODES);
        answers.forEach(answer -> counts.count(answer.first(), answer.second()));
        return counts;
    }

    /** Row by row, as the first inspector answered. */
    private static Contingency counts(int... cells) {
        var counts = new Contingency(CODES);
        for (int cell = 0; cell < cells.length; cell++) {
            for (int i = 0; i < cells[cell]; i++) {
                counts.count(CODES.get(cell / CODES.size()), CODES.get(cell % CODES.size()));
            }
        }
        return counts;
    }
}
