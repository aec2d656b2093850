package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The scoring rules of one inspection regime: data, versioned, frozen into each inspection at its
 * announcement. The {@code status} of a rule says whether the rule is verified by a published
 * source or a default; every rule of a shipped framework has one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Framework.PooledPercentage.class, name = "pooled-percentage"),
    @JsonSubTypes.Type(value = Framework.RatedStandards.class, name = "rated-standards")
})
public sealed interface Framework {
    String id();

    int version();

    String title();

    InForce inForce();

    PlanRule plan();

    default FrameworkRef ref() {
        return new FrameworkRef(id(), version());
    }

    /**
     * Sufficient among applicable answers, over all cases and scored questions; bands by percent.
     *
     * @param methodStatus whether pooling so, and rounding so, is verified
     */
    record PooledPercentage(
            String id,
            int version,
            String title,
            InForce inForce,
            @Nullable String methodStatus,
            String rounding,
            List<String> answers,
            List<Band> bands,
            List<Headline> headlines,
            HeadlineReinspectionRule reinspection,
            PlanRule plan,
            @Nullable Questionnaires questionnaires,
            List<Named> sections,
            List<Criterion> criteria,
            List<Question> questions)
            implements Framework {}

    /**
     * Ratings per standard, points, and an overall rating by fractions of the maximum.
     *
     * @param standardRuleStatus whether {@code standardRule} is verified
     */
    record RatedStandards(
            String id,
            int version,
            String title,
            InForce inForce,
            String rounding,
            List<String> answers,
            List<Rating> ratings,
            List<Band> caseBands,
            String standardRule,
            @Nullable String standardRuleStatus,
            Discretion discretion,
            Overall overall,
            RatingReinspectionRule reinspection,
            PlanRule plan,
            @Nullable Sample sample,
            List<Domain> domains,
            List<Standard> standards,
            List<KeyQuestion> keyQuestions)
            implements Framework {

        /** What is asked of each case: every key question of every standard assessed by cases. */
        public List<CaseQuestion> caseQuestions() {
            return standards.stream()
                    .filter(Standard::assessedByCases)
                    .flatMap(standard ->
                            Objects.requireNonNull(standard.keyQuestions()).stream()
                                    .map(keyQuestion -> CaseQuestion.of(standard, keyQuestion)))
                    .toList();
        }
    }

    /** Both days inclusive; an open end means the framework is in force until further notice. */
    record InForce(LocalDate from, @Nullable LocalDate to) {}

    /** Whole percent from and to, both inclusive. */
    record Band(String label, int from, int to, @Nullable String status) {}

    record Headline(String id, String title, boolean informsReinspection) {}

    record Named(String id, String title) {}

    record Criterion(String id, String section, String title) {}

    /**
     * A question asked of each case.
     *
     * @param phase which cases it can apply to; within the phase it may still be not applicable
     * @param scored false: reported as a finding, pooled into no score; absent means true
     */
    record Question(
            String id,
            String criterion,
            String headline,
            Phase phase,
            @Nullable Boolean scored,
            String text) {
        public boolean counts() {
            return !Boolean.FALSE.equals(scored);
        }
    }

    enum Phase {
        @JsonProperty("all")
        ALL,
        @JsonProperty("community")
        COMMUNITY,
        @JsonProperty("custody")
        CUSTODY;

        public boolean covers(CaseEvent.Sentence sentence) {
            return switch (this) {
                case ALL -> true;
                case COMMUNITY -> sentence == CaseEvent.Sentence.COMMUNITY;
                case CUSTODY -> sentence == CaseEvent.Sentence.CUSTODY;
            };
        }
    }

    record PlanRule(int dueAfterPublicationDays, String monitoring, @Nullable String status) {}

    record HeadlineReinspectionRule(
            HeadlineConditions proposeWhen, int afterMonths, @Nullable String status) {}

    record HeadlineConditions(List<HeadlineCondition> allOf) {}

    record HeadlineCondition(String headline, List<String> bandIn) {}

    record RatingReinspectionRule(
            RatingCondition proposeWhen, int afterMonths, @Nullable String status) {}

    record RatingCondition(List<String> overallIn) {}

    record Questionnaires(Minimum minimumForJudgement) {}

    record Minimum(int children, int victims, @Nullable String status) {}

    /** {@code status}: whether the points are verified; what percent gives it, its band says. */
    record Rating(String label, int points, @Nullable String status) {}

    record Discretion(
            int withinPercentagePoints, boolean requiresReason, @Nullable String status) {}

    /** {@code status} speaks of the rule, of its bands and of when there is no overall rating. */
    record Overall(
            String rule, List<OverallBand> bands, boolean nullable, @Nullable String status) {}

    /** {@code upToFractionOfMax} such as {@code 5/6}. */
    record OverallBand(String label, String upToFractionOfMax) {}

    record Sample(@Nullable Range children, @Nullable Range victims, @Nullable String status) {}

    record Range(int minimum, int maximum) {}

    record Domain(String id, String title, String assessed) {}

    record Standard(
            String id,
            String domain,
            String title,
            @Nullable List<String> keyQuestions,
            @Nullable String assessed,
            @Nullable Boolean countsTowardsOverall,
            @Nullable Boolean optional) {

        /** Otherwise it is judged by evidence, as a whole. */
        public boolean assessedByCases() {
            return keyQuestions != null && !keyQuestions.isEmpty();
        }

        public boolean counts() {
            return !Boolean.FALSE.equals(countsTowardsOverall);
        }
    }

    /**
     * A question that is asked of each case under rated standards.
     *
     * @param id by which a judgement answers it, such as {@code 2.1.desistance}: the standard's id
     *     and the key question's, or the latter alone where it begins with the former
     */
    record CaseQuestion(String id, Standard standard, String keyQuestion) {
        static CaseQuestion of(Standard standard, String keyQuestion) {
            String prefix = standard.id() + ".";
            return new CaseQuestion(
                    keyQuestion.startsWith(prefix) ? keyQuestion : prefix + keyQuestion,
                    standard,
                    keyQuestion);
        }
    }

    record KeyQuestion(String id, String text) {}
}
