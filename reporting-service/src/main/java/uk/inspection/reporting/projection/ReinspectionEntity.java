package uk.inspection.reporting.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** Which inspection a re-inspection follows up, as its announcement says. */
@Entity
@Table(name = "reinspection")
@NullUnmarked // fields are filled by the mapper
public class ReinspectionEntity extends PanacheEntityBase {
    /** Id of the re-inspection. */
    @Id public String id;

    /** Id of the inspection that it follows up. */
    public String reinspectionOf;

    /** The inspection that this one follows up; empty where it is no re-inspection. */
    public static Optional<String> first(String id) {
        return ReinspectionEntity.<ReinspectionEntity>findByIdOptional(id)
                .map(row -> row.reinspectionOf);
    }
}
