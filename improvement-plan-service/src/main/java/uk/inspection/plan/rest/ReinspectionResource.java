package uk.inspection.plan.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.plan.domain.ScoreChange;
import uk.inspection.plan.domain.ScoreChange.Direction;
import uk.inspection.plan.domain.ScoreChange.OverallChange;
import uk.inspection.plan.domain.ScoreChange.OverallSide;
import uk.inspection.plan.domain.ScoreChange.Published;
import uk.inspection.plan.domain.ScoreChange.StandardChange;
import uk.inspection.plan.domain.ScoreChange.StandardSide;
import uk.inspection.plan.domain.ScoreChange.TallyChange;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanReadModels;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.projection.PlanView.ReinspectionView;

/**
 * What became of an inspection's re-inspection, and both scores side by side. It looks forward
 * only: asked of a re-inspection, it answers with the one that follows that.
 */
@Path("/v1/improvement-plans/{inspectionId}/reinspection")
@Tag(name = "Improvement plans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReinspectionResource {
    private final PlanReadModels readModels;
    private final Polling polling;

    ReinspectionResource(PlanReadModels readModels, Polling polling) {
        this.readModels = readModels;
        this.polling = polling;
    }

    /**
     * An inspection, its re-inspection, and what changed between them.
     *
     * @param state as in the plan of the first
     * @param reason why a re-inspection was called for, or why none was
     * @param due about when it takes place, and by which rule
     * @param arranged the announced inspection; absent before it is announced
     * @param second absent until its report is published
     * @param changes absent where no change is worked out
     * @param noChangeBecause why not, in a sentence; present exactly where {@code changes} is not
     * @param notes what makes the two less alike than they look
     */
    public record ReinspectionPair(
            boolean calledFor,
            @Schema(enumeration = {"not-called-for", "expected", "due", "late", "arranged"})
                    String state,
            String reason,
            @Nullable DueDate due,
            @Nullable ArrangedView arranged,
            PublishedView first,
            @Nullable PublishedView second,
            @Nullable ChangesView changes,
            @Nullable String noChangeBecause,
            List<String> notes) {}

    public record ArrangedView(String inspectionId, LocalDate announcedOn) {}

    /**
     * What a published report said.
     *
     * @param scores they and {@code framework} are absent where the plan was requested before
     *     scores were kept with it
     */
    public record PublishedView(
            String inspectionId,
            String area,
            String body,
            LocalDate publishedOn,
            @Nullable FrameworkRef framework,
            @Nullable Scores scores) {}

    /**
     * Headlines, criteria and sections under pooled percentages; standards and the overall rating
     * under rated standards. The other ones are absent.
     */
    public record ChangesView(
            @Nullable List<TallyChangeView> headlines,
            @Nullable List<TallyChangeView> criteria,
            @Nullable List<TallyChangeView> sections,
            @Nullable List<StandardChangeView> standards,
            @Nullable OverallChangeView overall) {}

    /**
     * One share of answers, before and after. A side that lacks it is absent, and so is a change
     * that cannot be measured.
     *
     * @param changePercentagePoints the second percent less the first
     * @param band where it moved; absent also between two versions of a framework
     * @param intervalsOverlap whether the two 95% intervals have a whole percent in common: where
     *     they do, the samples alone may explain the change
     */
    public record TallyChangeView(
            String id,
            @Nullable Tally before,
            @Nullable Tally after,
            @Nullable Integer changePercentagePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String band,
            @Nullable Boolean intervalsOverlap) {
        static TallyChangeView of(TallyChange of) {
            return new TallyChangeView(
                    of.id(),
                    of.before(),
                    of.after(),
                    of.percentagePoints(),
                    word(of.band()),
                    of.intervalsOverlap());
        }
    }

    /**
     * One standard, before and after.
     *
     * @param changePoints the second rating's points less the first's
     * @param rating where it moved
     */
    public record StandardChangeView(
            String id,
            @Nullable StandardSide before,
            @Nullable StandardSide after,
            @Nullable Integer changePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String rating,
            List<TallyChangeView> keyQuestions) {
        static StandardChangeView of(StandardChange of) {
            return new StandardChangeView(
                    of.id(),
                    of.before(),
                    of.after(),
                    of.points(),
                    word(of.rating()),
                    views(of.keyQuestions()));
        }
    }

    /**
     * The overall rating, before and after.
     *
     * @param changePoints absent where the two are out of different maximums
     * @param rating where it moved
     */
    public record OverallChangeView(
            OverallSide before,
            OverallSide after,
            @Nullable Integer changePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String rating) {
        static OverallChangeView of(OverallChange of) {
            return new OverallChangeView(of.before(), of.after(), of.points(), word(of.rating()));
        }
    }

    @GET
    @MinVersion
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(
            operationId = "getReinspection",
            summary = "The re-inspection that follows an inspection, and both scores side by side",
            description =
                    "Answers with what there is: before the re-inspection's report is published,"
                            + " with its state and the first scores. Where nothing was applicable"
                            + " there is no percent and no change, never one from zero; under"
                            + " different frameworks no change is worked out, and the answer says"
                            + " why.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = ReinspectionPair.class)))
    @APIResponse(responseCode = "304", description = "Neither of the two plans has changed")
    @APIResponse(responseCode = "404", description = PlanResource.NO_PLAN)
    public Response get(@PathParam("inspectionId") String inspection) {
        polling.visible(inspection);
        PlanEntity first = PlanEntity.findById(inspection);
        PlanView view = readModels.view(first);
        String reinspection = view.reinspection.inspectionId;
        PlanEntity second = reinspection == null ? null : PlanEntity.findById(reinspection);
        // Which inspection the second is, the first's version says; so two numbers are enough.
        String tag = "%d-%d".formatted(first.version, second == null ? 0 : second.version);
        return polling.tagged(tag, () -> Response.ok(pair(first, view, second)));
    }

    private ReinspectionPair pair(PlanEntity first, PlanView view, @Nullable PlanEntity second) {
        ReinspectionView reinspection = view.reinspection;
        PublishedView before = published(first, view);
        PublishedView after = second == null ? null : published(second, readModels.view(second));
        ChangesView changes = null;
        String because = null;
        if (after == null) {
            because = notPublished(reinspection);
        } else {
            switch (ScoreChange.between(
                    new Published(before.framework(), before.scores()),
                    new Published(after.framework(), after.scores()))) {
                case ScoreChange.OfPercentages percentages ->
                        changes =
                                new ChangesView(
                                        views(percentages.headlines()),
                                        views(percentages.criteria()),
                                        views(percentages.sections()),
                                        null,
                                        null);
                case ScoreChange.OfRatings ratings ->
                        changes =
                                new ChangesView(
                                        null,
                                        null,
                                        null,
                                        ratings.standards().stream()
                                                .map(StandardChangeView::of)
                                                .toList(),
                                        OverallChangeView.of(ratings.overall()));
                case ScoreChange.NotMeasured(String why) -> because = why;
            }
        }
        return new ReinspectionPair(
                reinspection.calledFor,
                reinspection.state,
                reinspection.reason,
                reinspection.due,
                reinspection.inspectionId == null
                        ? null
                        : new ArrangedView(reinspection.inspectionId, reinspection.announcedOn),
                before,
                after,
                changes,
                because,
                after == null ? List.of() : notes(before, after));
    }

    private PublishedView published(PlanEntity row, PlanView view) {
        return new PublishedView(
                row.inspection,
                view.area,
                view.body,
                view.publishedOn,
                readModels.framework(row),
                readModels.scores(row));
    }

    private static String notPublished(ReinspectionView reinspection) {
        if (reinspection.inspectionId != null) {
            return "The report of the re-inspection is not published.";
        }
        return reinspection.calledFor
                ? "The re-inspection is not arranged."
                : "The published report called for no re-inspection.";
    }

    private static List<String> notes(PublishedView first, PublishedView second) {
        var notes = new ArrayList<String>();
        FrameworkRef old = first.framework();
        FrameworkRef now = second.framework();
        if (old != null
                && now != null
                && old.id().equals(now.id())
                && old.version() != now.version()) {
            notes.add(
                    "The two follow different versions of %s (%d and %d), whose bands may differ:"
                                    .formatted(old.id(), old.version(), now.version())
                            + " it is not said whether a band moved.");
        }
        if (!first.area().equals(second.area())) {
            notes.add(
                    "The two name different areas: %s and %s."
                            .formatted(first.area(), second.area()));
        }
        return List.copyOf(notes);
    }

    private static List<TallyChangeView> views(List<TallyChange> changes) {
        return changes.stream().map(TallyChangeView::of).toList();
    }

    private static @Nullable String word(@Nullable Direction direction) {
        return direction == null ? null : direction.word();
    }
}
