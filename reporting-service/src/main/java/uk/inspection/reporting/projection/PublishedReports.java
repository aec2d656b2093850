package uk.inspection.reporting.projection;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;

/** The reports that everyone may read. An earlier release let a self-audit be drafted. */
public final class PublishedReports {
    /** More areas than there are services in England and Wales. */
    private static final int AREAS_MAX = 500;

    /** More re-inspections of one inspection than there will be. */
    private static final int REINSPECTIONS_MAX = 10;

    private static final String PUBLIC =
            "status = '%s' and kind <> ?1".formatted(ReportEntity.PUBLISHED);

    private PublishedReports() {}

    public static Optional<ReportEntity> find(String id) {
        return ReportEntity.find(PUBLIC + " and id = ?2", InspectionKind.SELF_AUDIT, id)
                .firstResultOptional();
    }

    /**
     * Those published before a position, newest first.
     *
     * @param area absent for all
     */
    public static List<ReportEntity> newest(@Nullable String area, long before, int limit) {
        String order = " order by publishedPosition desc";
        String earlier = PUBLIC + " and publishedPosition < ?2";
        var query =
                area == null
                        ? ReportEntity.find(earlier + order, InspectionKind.SELF_AUDIT, before)
                        : ReportEntity.find(
                                earlier + " and area = ?3" + order,
                                InspectionKind.SELF_AUDIT,
                                before,
                                area);
        return query.page(0, limit).list();
    }

    /** Those on re-inspections that follow an inspection up, oldest first. */
    public static List<ReportEntity> reinspections(String of) {
        return ReportEntity.<ReportEntity>find(
                        PUBLIC
                                + " and id in (select id from ReinspectionEntity"
                                + " where reinspectionOf = ?2) order by publishedPosition",
                        InspectionKind.SELF_AUDIT,
                        of)
                .page(0, REINSPECTIONS_MAX)
                .list();
    }

    /** The areas that they are on, in alphabetical order. */
    public static List<String> areas() {
        return ReportEntity.find(
                        "select distinct area from ReportEntity where " + PUBLIC + " order by area",
                        InspectionKind.SELF_AUDIT)
                .project(String.class)
                .page(0, AREAS_MAX)
                .list();
    }
}
