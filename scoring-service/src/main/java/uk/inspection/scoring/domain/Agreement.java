package uk.inspection.scoring.domain;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How consistently the cases of an inspection were judged: independent judgements against the first
 * inspector's that stood when they were made. Counts come with every measure, and no word such as
 * "moderate" does: no published source of the inspectorate says where such words begin.
 *
 * @param cases with at least one independent judgement that is compared
 * @param judgements independent judgements compared; a case can have several
 * @param compared answers compared
 * @param agreed of them, the same code by both
 * @param percent whole percent agreed, half up; absent where nothing was compared
 * @param kappa Cohen's kappa to three decimals, half up; absent where it is not defined
 * @param table how often the two gave which answers
 * @param questions each question of the framework, in its order, also where nothing was compared
 * @param pairs in the order of their names
 */
public record Agreement(
        int cases,
        int judgements,
        int compared,
        int agreed,
        @Nullable Integer percent,
        @Nullable BigDecimal kappa,
        List<Cell> table,
        List<OfQuestion> questions,
        List<OfPair> pairs) {

    /** Answers to which the first inspector gave one code and the second another or the same. */
    public record Cell(String first, String second, int answers) {}

    public record OfQuestion(
            String id,
            int compared,
            int agreed,
            @Nullable Integer percent,
            @Nullable BigDecimal kappa) {

        static OfQuestion of(String id, Contingency counts) {
            return new OfQuestion(
                    id, counts.compared(), counts.agreed(), counts.percent(), counts.kappa());
        }
    }

    /**
     * @param first subject of the inspector whose judgement stood
     * @param second subject of the one who judged the same cases independently
     */
    public record OfPair(
            String first,
            String second,
            int cases,
            int compared,
            int agreed,
            @Nullable Integer percent,
            @Nullable BigDecimal kappa) {}
}
