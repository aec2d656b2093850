package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;

/** The envelope of one event of any service. */
@Entity
@Table(name = "history_event")
@NullUnmarked // fields are filled by the mapper
public class HistoryEntity extends PanacheEntityBase {
    /** Topic, inspection and version, joined by slashes. */
    @Id public String id;

    public String inspection;
    public String topic;
    public long version;
    public String type;
    public Instant occurredAt;
    public Instant recordedAt;
    public String actor;
    public String causation;
    public String correlation;

    /** What the writer had applied of other topics, as text. */
    public String seen;

    /** Hexadecimal. */
    public String hash;

    /** What it takes to order events and to find some among them. */
    public record Outline(
            String topic,
            long version,
            Instant occurredAt,
            String seen,
            String type,
            String actor) {}

    public static boolean knows(String inspection) {
        return find("inspection", inspection).page(0, 1).firstResult() != null;
    }

    /**
     * What had happened at an instant: of each topic the events after a version, in order of
     * version. One statement, so that no effect is read without a cause that was there before it.
     *
     * @param reached the version of each topic after which to begin
     * @param limit most events of one topic
     */
    public static List<HistoryEntity> after(
            String inspection, Map<String, Long> reached, Instant asOf, int limit) {
        String[] topics = reached.keySet().toArray(String[]::new);
        Long[] versions = Stream.of(topics).map(reached::get).toArray(Long[]::new);
        return getEntityManager()
                .createNativeQuery(
                        """
                        select event.*
                        from unnest(cast(:topics as text[]), cast(:versions as bigint[]))
                               as reached (topic, version),
                             lateral (
                               select * from history_event
                               where inspection = :inspection
                                 and topic = reached.topic
                                 and version > reached.version
                                 and occurred_at <= :asOf
                               order by version
                               limit :limit) as event
                        order by event.topic, event.version
                        """,
                        HistoryEntity.class)
                .setParameter("topics", topics)
                .setParameter("versions", versions)
                .setParameter("inspection", inspection)
                .setParameter("asOf", asOf)
                .setParameter("limit", limit)
                .getResultList();
    }

    /**
     * Of each topic the first events, in order of version. One statement, for the same reason.
     *
     * @param limit most events of one topic
     */
    public static List<Outline> outlines(String inspection, int limit) {
        return find(
                        "inspection = ?1 and version <= ?2 order by topic, version",
                        inspection,
                        (long) limit)
                .project(Outline.class)
                .list();
    }

    /** Some events of an inspection, by what {@link #id} says of each. */
    public static Map<String, HistoryEntity> named(List<String> ids) {
        return HistoryEntity.<HistoryEntity>list("id in ?1", ids).stream()
                .collect(Collectors.toMap(row -> row.id, Function.identity()));
    }

    public static String idOf(String topic, String inspection, long version) {
        return topic + "/" + inspection + "/" + version;
    }
}
