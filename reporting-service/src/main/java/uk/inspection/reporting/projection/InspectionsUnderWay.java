package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.panache.common.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.InspectionKind;

/** Inspections without a published report, their newest changes, and the scores behind both. */
public final class InspectionsUnderWay {
    /** More areas than there are services in England and Wales. */
    private static final int AREAS_MAX = 500;

    /** A row has the newest score and the one before it. */
    private static final int SCORES_OF_EACH = 2;

    /** A self-audit gets no report, and is over when its scores are final. */
    private static final String UNDER_WAY =
            " and stage <> :reported and (kind <> :audit or stage <> :finalised)";

    /** Said by the progress of the sample, and too many for a list. */
    private static final Set<String> UNTOLD =
            Set.of(CaseSampled.class.getSimpleName(), CaseWithdrawn.class.getSimpleName());

    private InspectionsUnderWay() {}

    /** Scores by inspection and version. */
    public record Movements(Map<String, Map<Long, ScoreMovementEntity>> rows) {
        /** Absent where there is no such score. */
        public @Nullable ScoreMovementEntity of(String inspection, @Nullable Long version) {
            return version == null ? null : rows.getOrDefault(inspection, Map.of()).get(version);
        }
    }

    /**
     * A page of inspections, those in fieldwork first, by area.
     *
     * @param area absent for all
     * @param page from 0
     */
    public static List<InspectionEntity> page(
            Sight sight, @Nullable String area, int page, int limit) {
        return InspectionEntity.<InspectionEntity>find(
                        seen(sight, area) + UNDER_WAY + " order by stage, area, id",
                        underWay(sight, area))
                .page(page, limit)
                .list();
    }

    public static long count(Sight sight, @Nullable String area) {
        return InspectionEntity.count(seen(sight, area) + UNDER_WAY, underWay(sight, area));
    }

    /** The areas that they are in, in alphabetical order. */
    public static List<String> areas(Sight sight) {
        return InspectionEntity.find(
                        "select distinct area from InspectionEntity where "
                                + seen(sight, null)
                                + UNDER_WAY
                                + " order by area",
                        underWay(sight, null))
                .project(String.class)
                .page(0, AREAS_MAX)
                .list();
    }

    /** The newest changes, newest first; cases that enter or leave the sample are none. */
    public static List<InspectionChangeEntity> changes(
            Sight sight, @Nullable String area, @Nullable String inspection, int limit) {
        Parameters parameters = parameters(sight, area).and("untold", UNTOLD);
        String one = "";
        if (inspection != null) {
            one = " and inspection = :inspection";
            parameters.and("inspection", inspection);
        }
        return InspectionChangeEntity.<InspectionChangeEntity>find(
                        seen(sight, area) + one + " and type not in :untold order by position desc",
                        parameters)
                .page(0, limit)
                .list();
    }

    /** Whether a change has a place in the list of the newest. */
    public static boolean told(InspectionChangeEntity change) {
        return !UNTOLD.contains(change.type);
    }

    /** The newest score of each inspection, and the one before it. */
    public static Movements newest(List<InspectionEntity> inspections) {
        return movements(
                ScoreMovementEntity.find(
                        "from ScoreMovementEntity m where exists (select 1 from InspectionEntity i"
                                + " where i.id = m.inspection and i.id in ?1"
                                + " and m.version > i.scoreVersion - ?2)",
                        inspections.stream().map(row -> row.id).toList(),
                        SCORES_OF_EACH),
                inspections.size());
    }

    /** The inspections that changes are of, by id. */
    public static Map<String, InspectionEntity> inspections(List<InspectionChangeEntity> changes) {
        return InspectionEntity.<InspectionEntity>find(
                        "id in ?1", changes.stream().map(change -> change.inspection).toList())
                .page(0, Math.max(1, changes.size()))
                .stream()
                .collect(Collectors.toMap(row -> row.id, Function.identity()));
    }

    /** The score that each change left behind, and the one before it. */
    public static Movements of(List<InspectionChangeEntity> changes) {
        return movements(
                ScoreMovementEntity.find(
                        "from ScoreMovementEntity m where exists (select 1 from"
                                + " InspectionChangeEntity c where c.inspection = m.inspection"
                                + " and c.position in ?1 and m.version > c.scoreVersion - ?2"
                                + " and m.version <= c.scoreVersion)",
                        changes.stream().map(change -> change.position).toList(),
                        SCORES_OF_EACH),
                changes.size());
    }

    private static Movements movements(PanacheQuery<ScoreMovementEntity> found, int most) {
        List<ScoreMovementEntity> rows = found.page(0, Math.max(1, SCORES_OF_EACH * most)).list();
        var byInspection = new HashMap<String, Map<Long, ScoreMovementEntity>>();
        rows.forEach(row ->
                byInspection
                        .computeIfAbsent(row.inspection, _ -> new HashMap<>())
                        .put(row.version, row));
        return new Movements(byInspection);
    }

    /** Said as {@link Sight#sees} says it, and so that the database can choose an index. */
    private static String seen(Sight sight, @Nullable String area) {
        String seen =
                sight.unpublished()
                        ? "(kind <> :audit or area = :own)"
                        : "kind = :audit and area = :own";
        return area == null ? seen : seen + " and area = :area";
    }

    private static Parameters parameters(Sight sight, @Nullable String area) {
        var parameters =
                Parameters.with("audit", InspectionKind.SELF_AUDIT).and("own", sight.ownArea());
        return area == null ? parameters : parameters.and("area", area);
    }

    private static Parameters underWay(Sight sight, @Nullable String area) {
        return parameters(sight, area)
                .and("reported", InspectionEntity.REPORTED)
                .and("audit", InspectionKind.SELF_AUDIT)
                .and("finalised", InspectionEntity.FINALISED);
    }
}
