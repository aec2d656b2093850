package uk.inspection.scoring.rest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.eventstore.StoredEvent;

/**
 * What a reader that is behind is handed next: the newest provisional scores, and the final ones.
 */
final class LiveBatch {
    private final Map<String, Handed> newest = new HashMap<>();
    private final List<Handed> others = new ArrayList<>();

    /**
     * A score to hand over.
     *
     * @param skipped provisional scores of its inspection that were left out before it
     */
    record Handed(StoredEvent event, int skipped) {}

    /** To be called in the order of positions. */
    void add(StoredEvent event) {
        var handed = new Handed(event, 0);
        if (event.type().equals(ScoreChanged.class.getSimpleName())) {
            newest.merge(
                    event.stream(), handed, (before, _) -> new Handed(event, before.skipped() + 1));
        } else {
            others.add(handed);
        }
    }

    int size() {
        return newest.size() + others.size();
    }

    /** In the order of positions, so that the id of each resumes without loss. */
    List<Handed> inOrder() {
        var all = new ArrayList<>(others);
        all.addAll(newest.values());
        all.sort(Comparator.comparingLong(handed -> handed.event().position()));
        return all;
    }
}
