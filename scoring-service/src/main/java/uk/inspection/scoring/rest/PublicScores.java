package uk.inspection.scoring.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Scores;
import uk.inspection.contract.SmallCounts;
import uk.inspection.contract.SmallCounts.Sample;
import uk.inspection.contract.SmallCounts.Shown;
import uk.inspection.contract.SmallCounts.Withheld;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.domain.Figure;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.store.InspectionScores;

/** Scores as a caller is shown them: to the public, without what tells of few children. */
@ApplicationScoped
class PublicScores {
    private final Optional<SmallCounts> rule;
    private final InspectionScores scores;

    PublicScores(SmallCountsConfig config, InspectionScores scores) {
        this.rule = config.below();
        this.scores = scores;
    }

    /**
     * What a caller is shown.
     *
     * @param withheld what was left out; absent where nothing is ever left out
     */
    record ShownScores(
            @Nullable Integer sampled,
            @Nullable Integer judged,
            Scores scores,
            @Nullable Withheld withheld) {

        /** Whether a figure that the scores have is not shown. */
        boolean withholds(Figure figure) {
            if (withheld == null) {
                return false;
            }
            List<String> ids =
                    switch (figure.kind()) {
                        case HEADLINE -> withheld.headlines();
                        case SECTION -> withheld.sections();
                        case CRITERION -> withheld.criteria();
                        case QUESTION, KEY_QUESTION -> withheld.questions();
                        case OVERALL, STANDARD -> List.of();
                    };
            return ids.contains(figure.id());
        }
    }

    /** Scores of an inspection, for who sees every one of them or for the public. */
    ShownScores of(String inspection, int sampled, int judged, Scores made, boolean seesEvery) {
        if (seesEvery || rule.isEmpty()) {
            return new ShownScores(sampled, judged, made, null);
        }
        Sample sample = rule.get().sample(sampled, judged);
        Shown shown = rule.get().shown(framework(inspection), made);
        return new ShownScores(sample.sampled(), sample.judged(), shown.scores(), shown.withheld());
    }

    ShownScores of(ScoreEntity row, Scores made, boolean seesEvery) {
        return of(row.inspection, row.sampled, row.judged, made, seesEvery);
    }

    /** The ETag of a version: the public is shown another text of it. */
    String tag(long version, boolean seesEvery) {
        return version
                + (seesEvery ? "" : "-public" + rule.map(one -> "-" + one.below()).orElse(""));
    }

    /** As the announcement froze it, which every score follows. */
    private Framework framework(String inspection) {
        StoredEvent first = scores.caseEvents(inspection, 0, 1).getFirst();
        return ((InspectionAnnounced) InspectionScores.readCase(first)).framework();
    }
}
