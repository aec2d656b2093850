package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One edition of a published report: its document as JSON, never written again. */
@Entity
@Table(name = "report_edition")
@NullUnmarked // fields are filled by the mapper
public class EditionEntity extends PanacheEntityBase {
    /** Inspection and edition, joined by a slash. */
    @Id public String id;

    public String inspection;
    public int edition;
    public String document;

    public static @Nullable EditionEntity of(String inspection, int edition) {
        return findById(key(inspection, edition));
    }

    /** The editions that were kept of a report. */
    public static Set<Integer> kept(String inspection) {
        return Set.copyOf(
                find("select edition from EditionEntity where inspection = ?1", inspection)
                        .project(Integer.class)
                        .list());
    }

    static String key(String inspection, int edition) {
        return inspection + "/" + edition;
    }
}
