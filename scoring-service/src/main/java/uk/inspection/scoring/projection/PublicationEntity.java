package uk.inspection.scoring.projection;

import static java.util.stream.Collectors.toMap;

import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Which scores of one inspection its report reports. */
@Entity
@Table(name = "publication")
@NullUnmarked // fields are filled by the mapper
public class PublicationEntity extends PanacheEntityBase {
    @Id public String inspection;

    /** The version of the score that the newest draft is made from. */
    public long draftedVersion;

    /** The version of the score that is public; null while none is. */
    public Long publishedVersion;

    /** Of those inspections that have a published score, its version. */
    public static Map<String, Long> published(Collection<String> inspections) {
        return inspections.isEmpty()
                ? Map.of()
                : Panache.getEntityManager()
                        .createQuery(
                                """
                                select p.inspection, p.publishedVersion from PublicationEntity p
                                where p.inspection in ?1 and p.publishedVersion is not null
                                """,
                                Object[].class)
                        .setParameter(1, inspections)
                        .getResultList()
                        .stream()
                        .collect(toMap(row -> (String) row[0], row -> (Long) row[1]));
    }
}
