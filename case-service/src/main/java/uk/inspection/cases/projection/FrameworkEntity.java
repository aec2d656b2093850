package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** One registered version of a framework. */
@Entity
@Table(name = "framework")
@NullUnmarked // fields are filled by the mapper
public class FrameworkEntity extends PanacheEntityBase {
    /** Framework id and version, joined by a slash. */
    @Id public String id;

    public String frameworkId;
    public int version;
    public String title;
    public LocalDate inForceFrom;

    /** Null until further notice. */
    public LocalDate inForceTo;

    /** The whole framework as JSON. */
    public String document;

    public String registeredBy;
    public Instant registeredAt;

    /** Position of the registration in the log: the order of lists. */
    public long registeredPosition;

    public static String key(String framework, int version) {
        return framework + "/" + version;
    }

    /** Versions registered after a position, in this order. */
    static List<FrameworkEntity> page(long after, int limit) {
        return find("registeredPosition > ?1 order by registeredPosition", after)
                .page(0, limit)
                .list();
    }

    static Optional<FrameworkEntity> newest(String framework) {
        return find("frameworkId = ?1 order by version desc", framework)
                .page(0, 1)
                .firstResultOptional();
    }

    static Optional<FrameworkEntity> newestInForce(String framework, LocalDate day) {
        return find(
                        "frameworkId = ?1 and inForceFrom <= ?2"
                                + " and (inForceTo is null or inForceTo >= ?2)"
                                + " order by version desc",
                        framework,
                        day)
                .page(0, 1)
                .firstResultOptional();
    }
}
