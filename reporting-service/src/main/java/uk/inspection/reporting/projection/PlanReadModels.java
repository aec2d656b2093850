package uk.inspection.reporting.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;

/** Keeps improvement plans for reading, in the transaction that applies their events. */
@ApplicationScoped
public class PlanReadModels implements ReadModels {
    private static final String PLANS = "improvement-plan-events";
    private static final Logger LOG = Logger.getLogger(PlanReadModels.class);

    private final ObjectMapper json;

    PlanReadModels(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void apply(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            // What the plan's service discarded of others changes no plan.
            if (event.topic().equals(PLANS) && !Discarded.tells(event)) {
                apply(event, known(event));
            }
        }
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    /** The plan that a row keeps. */
    public PlanView view(PlanEntity row) {
        try {
            return json.readValue(row.document, PlanView.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(row.inspection, corrupt);
        }
    }

    private void apply(StoredEvent event, PlanEvent known) {
        PlanEntity before = PlanEntity.findById(event.stream());
        if (before == null && !(known instanceof PlanRequested)) {
            // An earlier release kept no more of the plan's beginning than envelopes.
            LOG.warnf("%s is of a plan that is not kept for reading", event.id());
            return;
        }
        PlanEntity row = before == null ? new PlanEntity() : before;
        PlanView plan = before == null ? new PlanView() : view(before);
        plan.apply(known);
        row.inspection = event.stream();
        row.area = plan.area;
        row.body = plan.body;
        row.status = plan.status;
        row.overseer = plan.overseer;
        row.closed = plan.status == PlanStatus.CLOSED;
        PlanView.Open open = plan.open().stream().findFirst().orElse(null);
        row.openKind = open == null ? null : open.kind();
        row.openNumber = open == null ? null : open.number();
        row.openOn = open == null ? null : open.on();
        row.document = write(plan);
        row.persist();
    }

    private static PlanEvent known(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(PlanEvent known) -> known;
            case Decoded.Known(var foreign) ->
                    throw new IllegalStateException(event.id() + " is no plan event");
            case Decoded.Unknown(String type, int version) -> throw new UnknownEvent(type, version);
        };
    }

    private String write(PlanView plan) {
        try {
            return json.writeValueAsString(plan);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
