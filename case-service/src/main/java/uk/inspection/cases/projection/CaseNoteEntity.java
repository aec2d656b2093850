package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/** A note on a case as an event brought it: sealed. */
@Entity
@Table(name = "case_note")
@NullUnmarked // fields are filled by the mapper
public class CaseNoteEntity extends PanacheEntityBase {
    /** Inspection and version of the event, joined by a slash. */
    @Id public String id;

    public String inspection;
    public String caseId;
    public long version;

    /** Of the event: which kind of judgement the note was given with. */
    public String type;

    public int revision;
    public String notedBy;
    public Instant notedAt;

    /** Null once the case is erased. */
    public String sealed;

    /** The newest notes on a case, newest first. */
    public static List<CaseNoteEntity> newest(String inspection, String caseId, int limit) {
        return find("inspection = ?1 and caseId = ?2 order by version desc", inspection, caseId)
                .page(0, limit)
                .list();
    }

    /** Those of these cases that have notes. */
    public static Set<String> noted(String inspection, Collection<String> caseIds) {
        return new HashSet<>(
                find(
                                "select distinct caseId from CaseNoteEntity"
                                        + " where inspection = ?1 and caseId in ?2",
                                inspection,
                                caseIds)
                        .project(String.class)
                        .list());
    }

    static void erase(String inspection, String caseId) {
        update("sealed = null where inspection = ?1 and caseId = ?2", inspection, caseId);
    }
}
