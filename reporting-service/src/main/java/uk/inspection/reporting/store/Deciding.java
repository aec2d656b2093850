package uk.inspection.reporting.store;

import java.time.Instant;
import java.util.List;
import uk.inspection.contract.Codec;
import uk.inspection.contract.ReportEvent;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Refusal;
import uk.inspection.reporting.domain.Refused;
import uk.inspection.reporting.domain.ReportCommand;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.domain.ReportState;

/** What the domain decides, in the words of the event store. */
public final class Deciding {
    private Deciding() {}

    /** The bytes that a repeat of the command is answered with. */
    interface Keeping {
        byte[] keep(ReportState after, long version);
    }

    /** What another service's news does to a scheduled publication. */
    public static Decision overtaken(Kept kept, Instant happenedAt) {
        return switch (kept) {
            case Kept.AReport(ReportState state) ->
                    new Decision.Accept(
                            ReportDecider.overtaken(state, happenedAt).stream()
                                    .map(Deciding::encode)
                                    .toList(),
                            new byte[0]);
            case Kept.AnImportedResult _ -> noInspection();
        };
    }

    static Decision decide(Kept kept, long version, ReportCommand command, Keeping answer) {
        return switch (kept) {
            case Kept.AReport(ReportState state) -> decide(state, version, command, answer);
            case Kept.AnImportedResult _ -> noInspection();
        };
    }

    private static Decision noInspection() {
        return new Decision.Refuse(
                new Refusal(Refusal.Kind.MISSING, "There is no such inspection.", List.of()));
    }

    private static Decision decide(
            ReportState state, long version, ReportCommand command, Keeping answer) {
        try {
            List<ReportEvent> events = ReportDecider.decide(state, command);
            ReportState after = state;
            for (ReportEvent event : events) {
                after = ReportDecider.evolve(after, event);
            }
            return new Decision.Accept(
                    events.stream().map(Deciding::encode).toList(),
                    answer.keep(after, version + events.size()));
        } catch (Refused refused) {
            return new Decision.Refuse(refusal(refused));
        }
    }

    static NewEvent encode(ReportEvent event) {
        return new NewEvent(
                Reports.TOPIC, Codec.typeOf(event), Codec.versionOf(event), Codec.encode(event));
    }

    private static Refusal refusal(Refused refused) {
        return new Refusal(
                switch (refused.kind()) {
                    case MISSING -> Refusal.Kind.MISSING;
                    case INVALID -> Refusal.Kind.INVALID;
                    case CONFLICT -> Refusal.Kind.CONFLICT;
                    case STALE -> Refusal.Kind.STALE;
                },
                refused.sentence(),
                refused.violations().stream()
                        .map(v -> new Refusal.Violation(v.field(), v.rule()))
                        .toList());
    }
}
