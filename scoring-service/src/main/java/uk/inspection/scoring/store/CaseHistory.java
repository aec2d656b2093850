package uk.inspection.scoring.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.domain.Fact;
import uk.inspection.scoring.domain.Grounds;
import uk.inspection.scoring.domain.IndependentJudgements;
import uk.inspection.scoring.domain.Judgements;

/** The case events behind the scores, as they were kept here; read in pages. */
@ApplicationScoped
public class CaseHistory {
    private static final int PAGE = 100;

    private final InspectionScores scores;

    CaseHistory(InspectionScores scores) {
        this.scores = scores;
    }

    /** The judgements as they stood at a version of the case stream. */
    public Judgements judgements(String inspection, long caseVersion) {
        var reader = new Judgements.Reader();
        each(
                inspection,
                caseVersion,
                event ->
                        reader.read(
                                new Fact.OfCases(
                                        event.version(), InspectionScores.readCase(event))));
        return reader.judgements();
    }

    /** What the scores of a version of the case stream rest on; reads no further than it must. */
    public Grounds grounds(String inspection, long caseVersion) {
        var reader = new Grounds.Reader();
        eachWhile(
                inspection,
                caseVersion,
                event -> {
                    reader.read(InspectionScores.readCase(event));
                    return !reader.complete();
                });
        return reader.grounds();
    }

    /** Who judged which case, up to the newest case event that was applied here. */
    public IndependentJudgements independentJudgements(String inspection) {
        var judgements = new IndependentJudgements();
        each(
                inspection,
                Long.MAX_VALUE,
                event ->
                        judgements.apply(
                                event.inNameOf(),
                                new Fact.OfCases(
                                        event.version(), InspectionScores.readCase(event))));
        return judgements;
    }

    /** The events of these versions; those that are not kept are not in it. */
    public SortedMap<Long, StoredEvent> events(String inspection, Collection<Long> versions) {
        var missing = new TreeSet<>(versions);
        var found = new TreeMap<Long, StoredEvent>();
        while (!missing.isEmpty()) {
            List<StoredEvent> page = scores.caseEvents(inspection, missing.first() - 1, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (StoredEvent event : page) {
                if (missing.contains(event.version())) {
                    found.put(event.version(), event);
                }
            }
            missing.headSet(page.getLast().version(), true).clear();
        }
        return found;
    }

    /** Hands over the events up to a version, in order. */
    void each(String inspection, long caseVersion, Consumer<StoredEvent> reader) {
        eachWhile(
                inspection,
                caseVersion,
                event -> {
                    reader.accept(event);
                    return true;
                });
    }

    /** Hands over the events up to a version, in order, as long as the reader asks for more. */
    private void eachWhile(String inspection, long caseVersion, Predicate<StoredEvent> reader) {
        long at = 0;
        while (at < caseVersion) {
            List<StoredEvent> page = scores.caseEvents(inspection, at, PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (StoredEvent event : page) {
                if (event.version() > caseVersion || !reader.test(event)) {
                    return;
                }
            }
            at = page.getLast().version();
        }
    }
}
