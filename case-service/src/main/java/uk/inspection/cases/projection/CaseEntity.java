package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** When its notes were erased; null while they are not. */
    public Instant erasedAt;

    public static String key(String inspection, String caseId) {
        return inspection + "/" + caseId;
    }

    /** Those of these cases that are or were in the sample. */
    public static Set<String> known(String inspection, Collection<String> caseIds) {
        return new HashSet<>(
                find(
                                "select caseId from CaseEntity where inspection = ?1 and caseId in ?2",
                                inspection,
                                caseIds)
                        .project(String.class)
                        .list());
    }

    /**
     * Cases with notes whose fieldwork closed before an instant, after a case's key in their order
     * unless it is null.
     */
    public static List<CaseEntity> notedAndClosed(Instant before, String after, int limit) {
        return find(
                        "from CaseEntity c where c.erasedAt is null and c.id > ?2"
                                + " and exists (select 1 from InspectionEntity i"
                                + " where i.id = c.inspection and i.closedAt < ?1)"
                                + " and exists (select 1 from CaseNoteEntity n"
                                + " where n.inspection = c.inspection and n.caseId = c.caseId)"
                                + " order by c.id",
                        before,
                        after == null ? "" : after)
                .page(0, limit)
                .list();
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
