package uk.inspection.scoring.projection;

import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

/** How far the case stream of one inspection is applied; whatever it says is in the score. */
@Entity
@Table(name = "case_progress")
@NullUnmarked // fields are filled by the mapper
public class CaseProgressEntity extends PanacheEntityBase {
    @Id public String inspection;
    public long caseVersion;

    /** The version as the database has it now, whatever the session has seen; 0 for none. */
    static long caseVersion(String inspection) {
        return Panache.getEntityManager()
                .createQuery(
                        "select p.caseVersion from CaseProgressEntity p where p.inspection = ?1",
                        Long.class)
                .setParameter(1, inspection)
                .getResultList()
                .stream()
                .findFirst()
                .orElse(0L);
    }
}
