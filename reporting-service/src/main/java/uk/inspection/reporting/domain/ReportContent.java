package uk.inspection.reporting.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;

/**
 * All that a report is made of, as its inspection's events left it. Publication freezes it: what
 * other services say afterwards changes no edition.
 *
 * @param drafted absent until there is a draft
 * @param sample of the scores that the draft reports
 * @param texts the passages that were replaced, by their ids
 */
public record ReportContent(
        Facts facts,
        @Nullable ReportDrafted drafted,
        Sample sample,
        SortedMap<Integer, Recommendation> recommendations,
        SortedMap<String, String> texts,
        @Nullable PublicationScheduled scheduled,
        @Nullable ReportPublished published,
        List<ReportCorrected> corrections) {

    /** Cases in a sample, and how many of them count. */
    public record Sample(int sampled, int judged) {}

    /**
     * What other services said of the inspection.
     *
     * @param announced absent until the announcement has arrived
     * @param sample of the newest final scores
     * @param children questionnaires that came back from children, {@code victims} from victims
     */
    public record Facts(
            @Nullable InspectionAnnounced announced,
            Sample sample,
            int children,
            int victims,
            List<ContextRecorded> contexts) {

        Facts after(CaseEvent event) {
            return switch (event) {
                case InspectionAnnounced made ->
                        new Facts(made, sample, children, victims, contexts);
                case QuestionnaireRecorded(Respondents who, int completed) ->
                        switch (who) {
                            case CHILDREN ->
                                    new Facts(announced, sample, completed, victims, contexts);
                            case VICTIMS ->
                                    new Facts(announced, sample, children, completed, contexts);
                        };
                case ContextRecorded made ->
                        new Facts(announced, sample, children, victims, with(contexts, made));
                case CaseEvent _ -> this; // judgements stay with the scores
            };
        }

        Facts after(ScoresFinalised scores) {
            return new Facts(
                    announced,
                    new Sample(scores.sampled(), scores.judged()),
                    children,
                    victims,
                    contexts);
        }
    }

    public static ReportContent empty() {
        return new ReportContent(
                new Facts(null, new Sample(0, 0), 0, 0, List.of()),
                null,
                new Sample(0, 0),
                new TreeMap<>(),
                new TreeMap<>(),
                null,
                null,
                List.of());
    }

    /** What the content is after an event. */
    public ReportContent after(Event event) {
        return switch (event) {
            case ReportEvent own -> after(own);
            case CaseEvent said when published == null -> with(facts.after(said));
            case ScoresFinalised scores when published == null -> with(facts.after(scores));
            case CaseEvent _, ScoreEvent _, FrameworkEvent _, PlanEvent _, DiscardEvent _ -> this;
        };
    }

    private ReportContent after(ReportEvent event) {
        return switch (event) {
            // Nothing of a void draft stays in the one that replaces it.
            case ReportDrafted made ->
                    new ReportContent(
                            facts,
                            made,
                            facts.sample(),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            null,
                            null,
                            List.of());
            case RecommendationMade(Recommendation made) ->
                    draft(with(recommendations, made.number(), made), texts, null);
            case ReportAmended made ->
                    draft(recommendations, with(texts, made.section(), made.text()), null);
            case PublicationScheduled made -> draft(recommendations, texts, made);
            case PublicationWithdrawn _ -> draft(recommendations, texts, null);
            case FactualAccuracyCheckOpened _, FactualAccuracyAnswered _, ChallengeDecided _ ->
                    this;
            case ReportPublished made ->
                    new ReportContent(
                            facts,
                            drafted,
                            sample,
                            recommendations,
                            texts,
                            null,
                            made,
                            corrections);
            case ReportCorrected made ->
                    new ReportContent(
                            facts,
                            drafted,
                            sample,
                            recommendations,
                            with(texts, made.section(), made.text()),
                            null,
                            published,
                            with(corrections, made));
            case PublishedResultImported _ ->
                    throw new IllegalStateException("An imported result is no part of a report.");
        };
    }

    private ReportContent with(Facts said) {
        return new ReportContent(
                said, drafted, sample, recommendations, texts, scheduled, published, corrections);
    }

    private ReportContent draft(
            SortedMap<Integer, Recommendation> recommendations,
            SortedMap<String, String> texts,
            @Nullable PublicationScheduled scheduled) {
        return new ReportContent(
                facts, drafted, sample, recommendations, texts, scheduled, published, corrections);
    }

    private static <T> List<T> with(List<T> list, T item) {
        var all = new ArrayList<T>(list);
        all.add(item);
        return List.copyOf(all);
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> with(
            Map<K, V> map, K key, V value) {
        var all = new TreeMap<K, V>(map);
        all.put(key, value);
        return all;
    }
}
