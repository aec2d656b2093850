package uk.inspection.plan.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.BusinessClock;
import uk.inspection.plan.domain.PlanCommand.ArrangeReinspection;
import uk.inspection.plan.domain.PlanCommand.RequestPlan;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.store.Deciding;
import uk.inspection.plan.store.Plans;

/**
 * What this service makes of other services' events: a published report requests a plan, and an
 * announced inspection that names an earlier one arranges that one's re-inspection. Of fieldwork it
 * keeps who, what and when, never an answer.
 */
@ApplicationScoped
public class UpstreamEvents implements Arrival.Handler<PlanState> {
    private static final String ANNOUNCED = InspectionAnnounced.class.getSimpleName();

    @Override
    public boolean keeps(StoredEvent event) {
        return event.topic().equals(Plans.REPORTS) || event.type().equals(ANNOUNCED);
    }

    @Override
    public Arrival.@Nullable Reaction<PlanState> react(StoredEvent event) {
        if (!keeps(event)) {
            return null;
        }
        return switch (known(event)) {
            case ReportPublished report ->
                    new Arrival.Reaction<>(
                            event.stream(),
                            (state, _) -> Deciding.decide(state, new RequestPlan(report)));
            case InspectionAnnounced announced -> arrange(event, announced.reinspectionOf());
            default -> null; // the report on its way to publication asks nothing of a plan
        };
    }

    private static Arrival.@Nullable Reaction<PlanState> arrange(
            StoredEvent event, @Nullable String earlier) {
        if (earlier == null) {
            return null;
        }
        var arrange =
                new ArrangeReinspection(
                        event.stream(),
                        LocalDate.ofInstant(event.occurredAt(), BusinessClock.LONDON));
        return new Arrival.Reaction<>(
                earlier,
                (state, _) ->
                        state instanceof PlanState.NotRequested
                                ? new Decision.Await("the improvement plan of " + earlier)
                                : Deciding.decide(state, arrange));
    }

    private static Event known(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(Event known) -> known;
            case Decoded.Unknown(String type, int version) ->
                    throw new IllegalStateException(
                            "%s v%d is unknown to this build".formatted(type, version));
        };
    }
}
