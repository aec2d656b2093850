package uk.inspection.scoring.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Question;
import uk.inspection.scoring.domain.Answers.Counting;

/** What is asked of each case, the place of each question, and what each answer counts as. */
public final class Questions {
    private final List<String> ids;
    private final List<String> codes;
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * @param ids of the questions, in the framework's order
     * @param codes of the answers: the first is sufficient, the last not applicable, any other
     *     insufficient
     */
    Questions(List<String> ids, List<String> codes) {
        if (codes.size() < 3) {
            throw new IllegalArgumentException(
                    "A case cannot be counted by the answers %s alone.".formatted(codes));
        }
        this.ids = List.copyOf(ids);
        this.codes = List.copyOf(codes);
        for (int place = 0; place < ids.size(); place++) {
            places.put(ids.get(place), place);
        }
    }

    /** What a framework asks. */
    static Questions of(Framework framework) {
        return switch (framework) {
            case Framework.PooledPercentage pooled ->
                    new Questions(
                            pooled.questions().stream().map(Question::id).toList(),
                            pooled.answers());
            case Framework.RatedStandards rated ->
                    new Questions(
                            rated.caseQuestions().stream().map(CaseQuestion::id).toList(),
                            rated.answers());
        };
    }

    /** In the framework's order. */
    List<String> ids() {
        return ids;
    }

    /** Of the answers, in the framework's order. */
    List<String> codes() {
        return codes;
    }

    /** Whether the framework asks the question. */
    boolean ask(String id) {
        return places.containsKey(id);
    }

    /** Whether it can be answered so. */
    boolean allow(@Nullable String code) {
        return code != null && codes.contains(code);
    }

    String notApplicable() {
        return codes.getLast();
    }

    int size() {
        return ids.size();
    }

    String id(int place) {
        return ids.get(place);
    }

    /**
     * One case's answers; a question without an answer is not applicable to the case. Fails on a
     * question or a code that the framework has not, so that it is seen and not miscounted.
     */
    Answers read(SortedMap<String, String> answers) {
        Answers read = Answers.blank(ids.size());
        answers.forEach((question, code) -> {
            Integer place = places.get(question);
            if (place == null) {
                throw new IllegalArgumentException(
                        "The framework has no question \"%s\".".formatted(question));
            }
            read.set(place, counting(code));
        });
        return read;
    }

    private Counting counting(String code) {
        int place = codes.indexOf(code);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "The framework has no answer \"%s\".".formatted(code));
        }
        if (place == 0) {
            return Counting.SUFFICIENT;
        }
        return place == codes.size() - 1 ? Counting.NOT_APPLICABLE : Counting.INSUFFICIENT;
    }
}
