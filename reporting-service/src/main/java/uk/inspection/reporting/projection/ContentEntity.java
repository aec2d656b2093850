package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

/** What the report of an inspection is made of, drafted or not, as JSON. */
@Entity
@Table(name = "report_content")
@NullUnmarked // fields are filled by the mapper
public class ContentEntity extends PanacheEntityBase {
    /** Id of the inspection. */
    @Id public String id;

    public String content;
}
