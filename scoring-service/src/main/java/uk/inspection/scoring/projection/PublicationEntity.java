package uk.inspection.scoring.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
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
}
