package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** What was recorded of one standard; there is a row once there is something. */
@Entity
@Table(name = "standard")
@NullUnmarked // fields are filled by the mapper
public class StandardEntity extends PanacheEntityBase {
    /** Inspection and standard id, joined by a slash. */
    @Id public String id;

    public String inspection;
    public String standard;

    /** Counts the judgements by evidence; 0 where there is none. */
    public int revision;

    /** As last judged by evidence; null where it could not be rated. */
    public String rating;

    /** The latest use of discretion; all three null where there is none. */
    public String adjustedFrom;

    public String adjustedTo;
    public String adjustedWhy;

    /** The row of a standard, made when it is not there. */
    static StandardEntity of(String inspection, String standard) {
        String id = inspection + "/" + standard;
        StandardEntity known = findById(id);
        if (known != null) {
            return known;
        }
        var entity = new StandardEntity();
        entity.id = id;
        entity.inspection = inspection;
        entity.standard = standard;
        entity.persist();
        return entity;
    }

    /** At most as many as the framework has standards. */
    public static List<StandardEntity> all(String inspection) {
        return list("inspection", inspection);
    }
}
