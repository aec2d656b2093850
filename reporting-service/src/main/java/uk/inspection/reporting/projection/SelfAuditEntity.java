package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

/** That an inspection is a self-audit, which its area alone may see. */
@Entity
@Table(name = "self_audit")
@NullUnmarked // fields are filled by the mapper
public class SelfAuditEntity extends PanacheEntityBase {
    /** Id of the inspection. */
    @Id public String id;

    /** Absent until the announcement has arrived. */
    public String area;
}
