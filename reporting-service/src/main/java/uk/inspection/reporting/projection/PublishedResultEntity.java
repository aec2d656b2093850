package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.InspectionKind;

/** One published result, whoever published it. */
@Entity
@Table(name = "published_result")
@NullUnmarked // fields are filled by the mapper
public class PublishedResultEntity extends PanacheEntityBase {
    /** More areas than there are services in England and Wales. */
    private static final int AREAS_MAX = 500;

    /** Id of the inspection, or of the stream of what was imported. */
    @Id public String id;

    /** Whether the platform published it itself. */
    public boolean platform;

    public String area;

    @Enumerated(EnumType.STRING)
    public InspectionKind kind;

    public String frameworkId;

    /** The first day that it can have been published. */
    public LocalDate earliest;

    /** The last one; the same where the day is known. */
    public LocalDate latest;

    /** {@link PublishedResultReadModels.Figures} as JSON. */
    public String figures;

    public String source;
    public String note;
    public long version;

    /** Position of the newest event in the log. */
    public long changedPosition;

    /** Wall clock in whole seconds, later with every transaction that changes any result. */
    public Instant modifiedAt;

    /** When the newest event was recorded, which all events of a write were at one time. */
    public Instant recordedAt;

    /** The newest change of any result: when it was recorded, and the date that it was given. */
    record Dated(Instant recordedAt, Instant modifiedAt) {}

    /** The newest change of some results: where it is in the log, and when it was. */
    public record Newest(long position, Instant modifiedAt) {}

    /** A framework's results that were known for sure on a day. */
    public static List<PublishedResultEntity> known(String framework, LocalDate on) {
        return list("frameworkId = ?1 and latest <= ?2", framework, on);
    }

    /**
     * The newest imported result of an area that was known for sure before a day.
     *
     * @param framework whose results come before those of any other
     * @param since the first day that it may have been published on
     */
    public static Optional<PublishedResultEntity> imported(
            String area, String framework, LocalDate since, LocalDate before) {
        return find(
                        "platform = false and area = ?1 and latest >= ?2 and latest < ?3"
                                + " order by case when frameworkId = ?4 then 0 else 1 end,"
                                + " latest desc, earliest desc, id",
                        area,
                        since,
                        before,
                        framework)
                .firstResultOptional();
    }

    /** An imported result by its id. */
    public static Optional<PublishedResultEntity> imported(String id) {
        return find("platform = false and id = ?1", id).firstResultOptional();
    }

    /** The areas that there are results of, in alphabetical order. */
    public static List<String> areas() {
        return find("select distinct area from PublishedResultEntity order by area")
                .project(String.class)
                .page(0, AREAS_MAX)
                .list();
    }

    /** The newest change of any result. Read from an index alone. */
    public static Optional<Newest> newest() {
        return first(
                Newest.class,
                "select changedPosition, modifiedAt from PublishedResultEntity"
                        + " order by changedPosition desc",
                Map.of());
    }

    static Optional<Dated> newestDate() {
        return first(
                Dated.class,
                "select recordedAt, modifiedAt from PublishedResultEntity"
                        + " order by changedPosition desc",
                Map.of());
    }

    /** The newest change of a framework's results. Read from an index alone. */
    public static Optional<Newest> newest(String framework) {
        return first(
                Newest.class,
                "select changedPosition, modifiedAt from PublishedResultEntity"
                        + " where frameworkId = :framework order by changedPosition desc",
                Map.of("framework", framework));
    }

    private static <R> Optional<R> first(
            Class<R> type, String query, Map<String, Object> parameters) {
        var selection = getEntityManager().createQuery(query, type).setMaxResults(1);
        parameters.forEach(selection::setParameter);
        // Not as a stream: outside a transaction one that is not read out keeps its connection.
        return selection.getResultList().stream().findFirst();
    }
}
