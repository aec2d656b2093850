package uk.inspection.scoring.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.FrameworkRef;

/** One registered version of a framework. */
@Entity
@Table(name = "framework")
@IdClass(FrameworkRef.class)
@NullUnmarked // fields are filled by the mapper
public class FrameworkEntity extends PanacheEntityBase {
    @Id public String id;
    @Id public int version;

    /** The bytes of the event that registered it, and the version of their schema. */
    public byte[] registered;

    public int typeVersion;
}
