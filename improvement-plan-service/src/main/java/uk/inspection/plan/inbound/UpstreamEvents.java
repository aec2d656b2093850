package uk.inspection.plan.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;
import uk.inspection.eventstore.service.BusinessClock;
import uk.inspection.plan.domain.PlanCommand;
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
    private static final Set<String> KNOWN = Codec.catalogue().keySet();

    @Override
    public boolean keeps(StoredEvent event) {
        return event.topic().equals(Plans.REPORTS) || event.type().equals(ANNOUNCED);
    }

    @Override
    public Arrival.@Nullable Reaction<PlanState> react(StoredEvent event) {
        if (!KNOWN.contains(event.type())) {
            throw unknown(event);
        }
        if (!keeps(event)) {
            return null;
        }
        return switch (known(event)) {
            case ReportPublished report -> reaction(event.stream(), new RequestPlan(report));
            case InspectionAnnounced announced -> {
                String earlier = announced.reinspectionOf();
                yield earlier == null
                        ? null
                        : reaction(
                                earlier,
                                new ArrangeReinspection(
                                        event.stream(),
                                        LocalDate.ofInstant(
                                                event.occurredAt(), BusinessClock.LONDON)));
            }
            // The report on its way to publication and after it asks nothing of a plan.
            case ReportDrafted _,
                    RecommendationMade _,
                    FactualAccuracyCheckOpened _,
                    FactualAccuracyAnswered _,
                    ChallengeDecided _,
                    ReportAmended _,
                    PublicationScheduled _,
                    PublicationWithdrawn _,
                    ReportCorrected _ ->
                    null;
            // Of an inspection outside the platform, whose plan nobody follows here.
            case PublishedResultImported _ -> null;
            case DiscardEvent _ -> null;
            case CaseEvent _, FrameworkEvent _, ScoreEvent _, PlanEvent _ ->
                    throw new IllegalStateException(
                            "%s does not belong to %s".formatted(event.type(), event.topic()));
        };
    }

    /** Its deadlines are weeks away. */
    @Override
    public Duration gathers() {
        return Duration.ofMillis(100);
    }

    @Override
    public Decision discard(PlanState state, Arrival.Discard discard) {
        return Deciding.discard(discard);
    }

    @Override
    public Decision accept(PlanState state, long discard, String reason) {
        return Deciding.accept(state, discard, reason);
    }

    private static Arrival.Reaction<PlanState> reaction(String inspection, PlanCommand command) {
        return new Arrival.Reaction<>(inspection, (state, _) -> Deciding.decide(state, command));
    }

    private static Event known(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(Event known) -> known;
            case Decoded.Unknown _ -> throw unknown(event);
        };
    }

    private static UnknownEvent unknown(StoredEvent event) {
        return new UnknownEvent(event.type(), event.typeVersion());
    }
}
