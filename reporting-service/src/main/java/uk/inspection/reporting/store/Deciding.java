package uk.inspection.reporting.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Event;
import uk.inspection.contract.ReportEvent;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
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

    /** What it comes to that an operator discards an event of another service here. */
    public static Decision discard(Kept kept, Arrival.Discard discard) {
        return switch (kept) {
            case Kept.AReport(ReportState state) -> discard(state, discard);
            case Kept.AnImportedResult _ -> noInspection();
        };
    }

    private static Decision discard(ReportState state, Arrival.Discard discard) {
        StoredEvent event = discard.event();
        var fact =
                new EventDiscarded(
                        event.topic(),
                        event.version(),
                        event.type(),
                        event.id(),
                        HexFormat.of().formatHex(event.hash()),
                        discard.partition(),
                        discard.offset(),
                        discard.reason());
        // The version is not known yet, and for what follows it only counts that there is one.
        ReportState after = ReportDecider.evolve(state, Reports.TOPIC, Long.MAX_VALUE, fact);
        return new Decision.Accept(
                Stream.concat(
                                Stream.of(encode(fact)),
                                ReportDecider.overtaken(after, discard.at()).stream()
                                        .map(Deciding::encode))
                        .toList(),
                new byte[0]);
    }

    /** What it comes to that a chief inspector accepts what was discarded here. */
    public static Decision accept(Kept kept, long discard, String reason) {
        return switch (kept) {
            case Kept.AReport(ReportState state)
                    when state.upstream().discards().has(Reports.TOPIC, discard) ->
                    Decision.accept(encode(new DiscardAccepted(discard, reason)));
            case Kept.AReport _ -> Decision.accept(); // accepted already
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

    static NewEvent encode(Event event) {
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
