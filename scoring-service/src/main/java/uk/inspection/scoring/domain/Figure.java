package uk.inspection.scoring.domain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/** One number of a score, under the id by which it is asked for. */
public sealed interface Figure {
    /** The id of the overall rating. */
    String OVERALL = "overall";

    Kind kind();

    String id();

    /** Whether there is nothing to tell yet: no answer applied, nothing is rated. */
    boolean empty();

    /** What a number is of. */
    enum Kind {
        HEADLINE,
        CRITERION,
        SECTION,
        QUESTION,
        OVERALL,
        STANDARD,
        KEY_QUESTION;

        /** Such as {@code key-question}. */
        public String word() {
            return switch (this) {
                case HEADLINE -> "headline";
                case CRITERION -> "criterion";
                case SECTION -> "section";
                case QUESTION -> "question";
                case OVERALL -> "overall";
                case STANDARD -> "standard";
                case KEY_QUESTION -> "key-question";
            };
        }
    }

    /** A share of sufficient answers. */
    record Share(Kind kind, Tally tally) implements Figure {
        @Override
        public String id() {
            return tally.id();
        }

        @Override
        public boolean empty() {
            return tally.applicable() == 0;
        }
    }

    /** The rating of a standard. */
    record OfStandard(StandardRating rating) implements Figure {
        @Override
        public Kind kind() {
            return Kind.STANDARD;
        }

        @Override
        public String id() {
            return rating.id();
        }

        @Override
        public boolean empty() {
            return rating.rating() == null;
        }
    }

    /** The overall rating, and the points it is given by. */
    record Total(int points, int maximum, @Nullable String rating) implements Figure {
        @Override
        public Kind kind() {
            return Kind.OVERALL;
        }

        @Override
        public String id() {
            return OVERALL;
        }

        @Override
        public boolean empty() {
            return maximum == 0;
        }
    }

    /** All numbers of a score: the greatest first, then those that they are made of. */
    static List<Figure> all(Scores scores) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    Stream.of(
                                    shares(Kind.HEADLINE, pooled.headlines()),
                                    shares(Kind.SECTION, pooled.sections()),
                                    shares(Kind.CRITERION, pooled.criteria()),
                                    shares(Kind.QUESTION, pooled.questions()))
                            .flatMap(figures -> figures)
                            .toList();
            case Scores.Rated rated ->
                    Stream.concat(
                                    Stream.of(total(rated)),
                                    rated.standards().stream().flatMap(Figure::ofStandard))
                            .toList();
        };
    }

    /** The number of an id; where two kinds share an id, the greater one. */
    static Optional<Figure> find(Scores scores, String id) {
        return all(scores).stream().filter(figure -> figure.id().equals(id)).findFirst();
    }

    private static Figure total(Scores.Rated rated) {
        return new Total(rated.points(), rated.maximum(), rated.overall());
    }

    private static Stream<Figure> ofStandard(StandardRating rating) {
        return Stream.concat(
                Stream.of(new OfStandard(rating)),
                shares(Kind.KEY_QUESTION, rating.keyQuestions()));
    }

    private static Stream<Figure> shares(Kind kind, List<Tally> tallies) {
        return tallies.stream().map(tally -> new Share(kind, tally));
    }
}
