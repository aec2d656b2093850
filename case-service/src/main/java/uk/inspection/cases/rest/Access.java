package uk.inspection.cases.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.projection.InspectionEntity;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Waiting;

/**
 * Who sees an inspection and who works in it, beyond what a role alone says. A self-audit belongs
 * to its area: the area's service does everything in it and nobody else knows of it. All other
 * inspections are the inspectorate's: the area's service sees that there is one, and no case of it.
 */
@ApplicationScoped
class Access implements Waiting {
    private static final int REMEMBERED = 10_000;

    private final Requests requests;
    private final Cache<String, Announced> announced =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * What decides who works in an inspection. Its announcement says it, and nothing changes it.
     */
    private record Announced(String area, InspectionKind kind, String lead) {
        static Announced of(InspectionEntity inspection) {
            return new Announced(inspection.area, inspection.kind, inspection.lead);
        }
    }

    Access(Requests requests) {
        this.requests = requests;
    }

    /** What a list of inspections may hold: {@code area} null for every area. */
    record Visible(@Nullable String area, Set<InspectionKind> kinds) {}

    /** The inspections that the caller may know of, in an area if one is asked for. */
    Visible visible(@Nullable String area) {
        return ofService()
                ? new Visible(requests.ownArea(), EnumSet.allOf(InspectionKind.class))
                : new Visible(area, EnumSet.complementOf(EnumSet.of(InspectionKind.SELF_AUDIT)));
    }

    /** An inspection that the caller may know of; to anybody else it does not exist. */
    InspectionEntity seen(String id) {
        InspectionEntity inspection = InspectionEntity.findById(id);
        if (inspection == null || !sees(Announced.of(inspection))) {
            throw noInspection();
        }
        return inspection;
    }

    /** That the caller may work in an inspection: its cases, its judgements, its history. */
    void entered(String id) {
        work(id);
    }

    private Announced work(String id) {
        Announced inspection = announced(id);
        if (inspection == null || !sees(inspection)) {
            throw noInspection();
        }
        if (!worksIn(inspection)) {
            throw forbidden(
                    "A service works in its own self-audits, not in the inspectorate's inspections.",
                    "kind",
                    "must be self-audit");
        }
        return inspection;
    }

    /** Asked for with every judgement, so the database is asked once. */
    private @Nullable Announced announced(String id) {
        Announced known = announced.getIfPresent(id);
        if (known != null) {
            return known;
        }
        InspectionEntity inspection = InspectionEntity.findById(id);
        if (inspection == null) {
            return null; // it may be announced at any time
        }
        Announced found = Announced.of(inspection);
        announced.put(id, found);
        return found;
    }

    /** Whether the caller judges cases that are allocated to others: leads do, and services. */
    boolean judgesAnyCase() {
        return requests.hasRole(Roles.LEAD_INSPECTOR) || ofService();
    }

    /**
     * An inspection whose cases the caller may erase: who leads it, a chief inspector, or the
     * area's service in its self-audit.
     */
    void erasing(String id) {
        Announced inspection = work(id);
        if (!ofService()
                && !requests.hasRole(Roles.CHIEF_INSPECTOR)
                && !inspection.lead.equals(requests.subject())) {
            throw forbidden(
                    "Cases are erased by who leads their inspection, or by a chief inspector.",
                    "lead",
                    "must be the caller");
        }
    }

    /** What is not announced nobody waits for: it will not be by anyone but this service. */
    @Override
    public boolean mayWaitFor(String id, Class<?> resource, Set<String> topics) {
        Announced inspection = announced(id);
        return inspection != null
                && sees(inspection)
                && (resource == InspectionResource.class || worksIn(inspection));
    }

    /** That the caller may announce an inspection of this kind in this area. */
    void announcing(InspectionKind kind, String area) {
        boolean selfAudit = kind == InspectionKind.SELF_AUDIT;
        if (ofService() && !selfAudit) {
            throw forbidden(
                    "A service announces self-audits; the inspectorate announces inspections.",
                    "kind",
                    "must be self-audit");
        }
        if (ofService() && !area.equals(requests.ownArea())) {
            throw forbidden(
                    "A service audits its own area only.", "area", "must be the caller's own");
        }
        if (!ofService() && selfAudit) {
            throw forbidden(
                    "A self-audit is announced by the service that audits itself.",
                    "kind",
                    "must not be self-audit");
        }
    }

    static RuntimeException noInspection() {
        return Requests.problem(
                new Refusal(Refusal.Kind.MISSING, "There is no such inspection.", List.of()));
    }

    private boolean sees(Announced inspection) {
        return ofService()
                ? inspection.area.equals(requests.ownArea())
                : inspection.kind != InspectionKind.SELF_AUDIT;
    }

    private boolean worksIn(Announced inspection) {
        return !ofService() || inspection.kind == InspectionKind.SELF_AUDIT;
    }

    private boolean ofService() {
        return requests.hasRole(Roles.YOT);
    }

    private static RuntimeException forbidden(String sentence, String field, String rule) {
        return Requests.problem(
                Response.Status.FORBIDDEN, sentence, List.of(new Violation(field, rule)));
    }
}
