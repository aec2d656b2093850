package uk.inspection.scoring.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import uk.inspection.eventstore.verification.Check;
import uk.inspection.scoring.store.Verification.Difference;
import uk.inspection.scoring.store.Verification.Report;

/** Derives every score of every inspection again, when the whole service is verified. */
@ApplicationScoped
class EveryScore implements Check {
    private static final int PAGE = 100;

    private final InspectionScores scores;
    private final Verification verification;

    EveryScore(InspectionScores scores, Verification verification) {
        this.scores = scores;
        this.verification = verification;
    }

    @Override
    public String name() {
        return "scores";
    }

    @Override
    public String counts() {
        return "scores";
    }

    @Override
    public Optional<String> run(Progress progress) {
        List<String> page = scores.inspections("", PAGE);
        while (!page.isEmpty()) {
            for (String inspection : page) {
                Report report = verification.verify(inspection);
                progress.counted(report.scores());
                if (report.firstDifference() != null) {
                    return Optional.of(sentence(inspection, report.firstDifference()));
                }
            }
            page = scores.inspections(page.getLast(), PAGE);
        }
        return Optional.empty();
    }

    private static String sentence(String inspection, Difference difference) {
        return ("Version %d of the scores of inspection %s is not what"
                        + " version %d of its case events comes to (field %s: %s is kept, %s follows).")
                .formatted(
                        difference.version(),
                        inspection,
                        difference.caseVersion(),
                        difference.field(),
                        difference.given() == null ? "nothing" : difference.given(),
                        difference.derived() == null ? "nothing" : difference.derived());
    }
}
