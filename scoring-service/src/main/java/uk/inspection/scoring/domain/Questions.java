package uk.inspection.scoring.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import uk.inspection.contract.Framework.Question;

/** The questions of a framework and the place of each in its order. */
final class Questions {
    private final List<Question> inOrder;
    private final Map<String, Integer> places = new HashMap<>();

    Questions(List<Question> inOrder) {
        this.inOrder = inOrder;
        for (int place = 0; place < inOrder.size(); place++) {
            places.put(inOrder.get(place).id(), place);
        }
    }

    int size() {
        return inOrder.size();
    }

    Question get(int place) {
        return inOrder.get(place);
    }

    /** One case's answers; a question without an answer is not applicable to the case. */
    Answers read(SortedMap<String, String> answers) {
        Answers read = Answers.blank(inOrder.size());
        answers.forEach((question, code) -> {
            Integer place = places.get(question);
            if (place == null) {
                throw new IllegalArgumentException(
                        "The framework has no question \"%s\".".formatted(question));
            }
            read.set(place, code);
        });
        return read;
    }
}
