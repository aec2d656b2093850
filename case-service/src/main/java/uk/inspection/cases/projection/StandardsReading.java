package uk.inspection.cases.projection;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Reads together what makes an inspection's standards. */
@ApplicationScoped
public class StandardsReading {

    /**
     * What stood at one version of an inspection.
     *
     * @param judged the cases that count
     */
    public record Snapshot(long version, List<CaseEntity> judged, List<StandardEntity> recorded) {}

    /**
     * One moment's rows: read one after another under read committed, a rating might be shown that
     * never stood, by the cases of before and the adjustment of after.
     */
    @Transactional
    public Snapshot of(String inspection) {
        Panache.getEntityManager()
                .createNativeQuery("set transaction isolation level repeatable read, read only")
                .executeUpdate();
        InspectionEntity of = InspectionEntity.findById(inspection);
        return new Snapshot(
                of.version, CaseEntity.judged(inspection), StandardEntity.all(inspection));
    }
}
