package uk.inspection.reporting.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.ScoreChange;
import uk.inspection.reporting.domain.ScoreChange.Published;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.projection.ReinspectionEntity;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;

/**
 * Published re-inspections beside the inspections that they follow up. Of an inspection that was
 * never drafted a report here, the imported result stands in: the area's newest that was published
 * after that inspection's fieldwork began and before the report on the re-inspection (a default:
 * nobody says which inspection an imported result is of).
 */
@ApplicationScoped
public class ReportComparisons {
    private final ReportReadModels readModels;
    private final ResultViews views;
    private final PublicFigures figures;

    ReportComparisons(ReportReadModels readModels, ResultViews views, PublicFigures figures) {
        this.readModels = readModels;
        this.views = views;
        this.figures = figures;
    }

    /**
     * A re-inspection and what it is compared with.
     *
     * @param first absent where no result of it is published
     */
    public record Pair(@Nullable First first, ReportEntity second, ScoreChange change) {}

    /** The result of the inspection that was followed up. */
    public sealed interface First {
        FrameworkRef framework();

        /** It was published here. */
        record Reported(ReportEntity row) implements First {
            @Override
            public FrameworkRef framework() {
                return ref(row);
            }
        }

        /** It was published elsewhere, under a framework of ours. */
        record Imported(Result result, FrameworkRef framework, long version) implements First {}
    }

    private record Side(First first, Published published) {}

    /** Empty where there is no published report on a re-inspection of this id. */
    public Optional<Pair> of(String id) {
        return PublishedReports.find(id)
                .flatMap(second -> ReinspectionEntity.first(id).map(first -> pair(first, second)));
    }

    /** What tells this state of a pair from any other. */
    String tag(Pair pair) {
        String first =
                switch (pair.first()) {
                    case null -> "none";
                    case First.Reported(var row) -> row.id + "-" + row.version;
                    case First.Imported(var result, _, long version) -> result.id() + "-" + version;
                };
        return pair.second().version + "-" + first + figures.tag();
    }

    Scores scores(ReportEntity row) {
        return figures.scores(row);
    }

    static FrameworkRef ref(ReportEntity row) {
        return new FrameworkRef(row.frameworkId, row.frameworkVersion);
    }

    private Pair pair(String first, ReportEntity second) {
        Side before = reported(first).or(() -> imported(first, second)).orElse(null);
        return new Pair(
                before == null ? null : before.first(),
                second,
                ScoreChange.between(
                        before == null ? null : before.published(),
                        ScoreChange.of(ref(second), scores(second))));
    }

    private Optional<Side> reported(String first) {
        return PublishedReports.find(first)
                .map(row ->
                        new Side(new First.Reported(row), ScoreChange.of(ref(row), scores(row))));
    }

    /** What is drafted here will be published here: nothing stands in for it. */
    private Optional<Side> imported(String first, ReportEntity second) {
        if (ReportEntity.findById(first) != null) {
            return Optional.empty();
        }
        return PublishedResultEntity.imported(first)
                .or(() ->
                        PublishedResultEntity.imported(
                                second.area,
                                second.frameworkId,
                                fieldworkStart(first),
                                second.publishedOn))
                .flatMap(row ->
                        Frameworks.newest(row.frameworkId).map(framework -> side(row, framework)));
    }

    private Side side(PublishedResultEntity row, Framework framework) {
        Result result = views.result(row);
        return new Side(
                new First.Imported(result, framework.ref(), row.version),
                ScoreChange.of(framework, result));
    }

    private LocalDate fieldworkStart(String inspection) {
        InspectionAnnounced announced = readModels.announced(inspection);
        return announced == null ? NationalComparisons.EARLIEST : announced.fieldworkStart();
    }
}
