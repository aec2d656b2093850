package uk.inspection.scoring.rest;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Waiting;
import uk.inspection.scoring.projection.PublicationEntity;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.projection.ScoreReadModels;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Who may see which scores. The inspectorate and analysts see those of core inspections and
 * re-inspections as they change; a service sees its own self-audits, which nobody else does; the
 * score that a published report reports is public.
 */
@RequestScoped
class Access implements Waiting {
    private final SecurityIdentity identity;
    private final Requests requests;
    private final InspectionScores scores;
    private final ScoreReadModels readModels;

    Access(
            SecurityIdentity identity,
            Requests requests,
            InspectionScores scores,
            ScoreReadModels readModels) {
        this.identity = identity;
        this.requests = requests;
        this.scores = scores;
        this.readModels = readModels;
    }

    /**
     * The newest score of the inspection that the caller may see: to the public, the published one.
     * Otherwise a problem, which tells nobody without a token whether there is such an inspection.
     */
    ScoreEntity visible(String inspection) {
        return Optional.<ScoreEntity>ofNullable(ScoreEntity.findById(inspection)).stream()
                .flatMap(newest -> shown(List.of(newest)).stream())
                .findFirst()
                .orElseThrow(this::unseen);
    }

    /**
     * The newest score of an inspection of which the caller sees every one; otherwise a problem.
     */
    ScoreEntity everyScoreOf(String inspection) {
        return Optional.of(visible(inspection)).filter(this::seesEvery).orElseThrow(this::unseen);
    }

    /** The newest score of an inspection whose cases the caller sees; otherwise a problem. */
    ScoreEntity casesOf(String inspection) {
        return Optional.of(visible(inspection)).filter(this::seesCases).orElseThrow(this::unseen);
    }

    /** What the caller sees of inspections with these newest scores, in their order. */
    List<ScoreEntity> shown(List<ScoreEntity> newest) {
        Map<String, Long> published =
                PublicationEntity.published(
                        newest.stream()
                                .filter(row -> !seesEvery(row))
                                .map(row -> row.inspection)
                                .toList());
        return newest.stream()
                .flatMap(row -> shown(row, published.get(row.inspection)).stream())
                .toList();
    }

    /**
     * Whether the caller may wait for a score that reflects more of the cases. Who is shown no more
     * than a published score, or nothing, may not. Before the first score the announcement says
     * whose it will be; before that there is nothing to be known. How a report comes along is for
     * the inspectorate.
     */
    @Override
    public boolean mayWaitFor(String inspection, Class<?> resource, Set<String> topics) {
        if (topics.contains(InspectionScores.REPORTS) && !inspectorate()) {
            return false;
        }
        return ScoreEntity.now(inspection)
                .map(this::seesEvery)
                .orElseGet(() ->
                        scores.caseEvents(inspection, 0, 1).stream()
                                .findFirst()
                                .map(InspectionScores::readCase)
                                .map(this::willSeeEvery)
                                .orElseGet(() -> seesUnpublished() || !ownArea().isEmpty()));
    }

    private boolean willSeeEvery(CaseEvent first) {
        return first instanceof InspectionAnnounced announced
                && seesEvery(announced.kind(), announced.area());
    }

    /** Whether the caller sees every score of the inspection, and not only a published one. */
    boolean seesEvery(ScoreEntity row) {
        return seesEvery(row.kind, row.area);
    }

    private boolean seesEvery(InspectionKind kind, String area) {
        return switch (kind) {
            case CORE, REINSPECTION -> seesUnpublished();
            case SELF_AUDIT -> area.equals(ownArea());
        };
    }

    /** Whether the caller may see the cases behind the scores of the inspection. */
    boolean seesCases(ScoreEntity row) {
        return switch (row.kind) {
            case CORE, REINSPECTION -> inspectorate();
            case SELF_AUDIT -> row.area.equals(ownArea());
        };
    }

    /** Whether the caller sees the scores of core inspections and re-inspections as they change. */
    boolean seesUnpublished() {
        return inspectorate() || requests.hasRole(Roles.ANALYST);
    }

    /** The area whose self-audits the caller sees; empty for none, which is no area's name. */
    String ownArea() {
        return requests.hasRole(Roles.YOT) ? requests.ownArea() : "";
    }

    /** Subject of the caller's token. */
    String subject() {
        return requests.subject();
    }

    /** When the caller's token counts no more. */
    Instant expiry() {
        return requests.expiry();
    }

    private boolean inspectorate() {
        return requests.hasRole(Roles.INSPECTOR)
                || requests.hasRole(Roles.LEAD_INSPECTOR)
                || requests.hasRole(Roles.CHIEF_INSPECTOR);
    }

    /** Reads the log for a published score only where a newer one was given out since. */
    private Optional<ScoreEntity> shown(ScoreEntity newest, @Nullable Long published) {
        if (seesEvery(newest)) {
            return Optional.of(newest);
        }
        if (published == null || newest.kind == InspectionKind.SELF_AUDIT) {
            return Optional.empty();
        }
        return Optional.of(
                newest.version == published
                        ? readModels.published(newest)
                        : readModels.published(
                                newest,
                                scores.scores(newest.inspection, published - 1, 1).getFirst()));
    }

    private RuntimeException unseen() {
        return identity.isAnonymous()
                ? new UnauthorizedException()
                : Requests.problem(
                        new Refusal(
                                Refusal.Kind.MISSING,
                                "There is no score of such an inspection.",
                                List.of()));
    }
}
