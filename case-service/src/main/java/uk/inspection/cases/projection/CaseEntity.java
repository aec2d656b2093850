package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.CaseEvent.Sentence;

/** One case of a sample, with the answers that stand. */
@Entity
@Table(name = "sampled_case")
@NullUnmarked // fields are filled by the mapper
public class CaseEntity extends PanacheEntityBase {
    /** Inspection and case id, joined by a slash. */
    @Id public String id;

    public String inspection;
    public String caseId;

    /** Place in the sample, by version of the event that sampled it. */
    public long sampledVersion;

    @Enumerated(EnumType.STRING)
    public Sentence sentence;

    public String ageBand;
    public String gender;
    public boolean lookedAfter;
    public String status;
    public String inspector;
    public int revision;

    /** The answers as a JSON object; null until the case is judged. */
    public String answers;

    public static String key(String inspection, String caseId) {
        return inspection + "/" + caseId;
    }

    /** The judged cases of a sample, whose size the rules of sampling bound. */
    public static List<CaseEntity> judged(String inspection) {
        return list("inspection = ?1 and status = 'judged'", inspection);
    }

    /** The sample in the order in which it was drawn, after a place in it. */
    public static List<CaseEntity> page(String inspection, long after, int limit) {
        return find(
                        "inspection = ?1 and sampledVersion > ?2 order by sampledVersion",
                        inspection,
                        after)
                .page(0, limit)
                .list();
    }
}
