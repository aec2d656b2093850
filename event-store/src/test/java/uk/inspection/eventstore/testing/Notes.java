package uk.inspection.eventstore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;

/** A domain as small as can be: a stream is a list of notes, own ones and those told by others. */
public record Notes(List<String> texts) {
    public static final String OWN = "note-events";
    public static final String TOLD = "told-events";
    public static final String PERSON = "person-1";
    public static final Instant NOON = Instant.parse("2009-06-24T11:00:00.123456Z");

    public static final Model<Notes> MODEL =
            new Model<>() {
                @Override
                public Notes initial() {
                    return new Notes(List.of());
                }

                @Override
                public Notes evolve(Notes notes, StoredEvent event) {
                    return Discarded.tells(event) ? notes : notes.plus(text(event));
                }

                @Override
                public Discarded discarded(StoredEvent own) {
                    String[] words = text(own).split(" ");
                    return new Discarded(
                            words[0], Long.parseLong(words[1]), HexFormat.of().parseHex(words[2]));
                }
            };

    /** Writes a note; its answer is the note. */
    public static Command<Notes> note(String stream, String id, String text) {
        return command(stream, id, text, notes -> accept(text));
    }

    public static Command<Notes> command(
            String stream, String id, String body, Function<Notes, Decision> rule) {
        return new Command<>(
                stream,
                id,
                body.getBytes(UTF_8),
                "inspector-1",
                null,
                "request-" + id,
                NOON,
                id.hashCode() % 2 == 0 ? null : PERSON, // every other one is for somebody
                (notes, version) -> rule.apply(notes));
    }

    public static Decision accept(String text) {
        return new Decision.Accept(List.of(fresh(text)), text.getBytes(UTF_8));
    }

    public static Decision refuse(String sentence) {
        return new Decision.Refuse(new Refusal(Refusal.Kind.CONFLICT, sentence, List.of()));
    }

    public static NewEvent fresh(String text) {
        return new NewEvent(OWN, "Noted", 1, text.getBytes(UTF_8));
    }

    /** Does nothing about what it is told but keep it. */
    public static Arrival.Handler<Notes> listener() {
        return reacting(event -> null);
    }

    public static Arrival.Handler<Notes> reacting(
            Function<StoredEvent, Arrival.@Nullable Reaction<Notes>> reaction) {
        return new Arrival.Handler<>() {
            @Override
            public Arrival.@Nullable Reaction<Notes> react(StoredEvent event) {
                return reaction.apply(event);
            }

            @Override
            public boolean keeps(StoredEvent event) {
                return true;
            }

            @Override
            public Decision discard(Notes notes, Arrival.Discard discard) {
                return discarding(discard.event());
            }
        };
    }

    /** What says that an event is discarded; its answer is the event's text. */
    public static Decision discarding(StoredEvent event) {
        String fact =
                "%s %d %s"
                        .formatted(
                                event.topic(),
                                event.version(),
                                HexFormat.of().formatHex(event.hash()));
        return new Decision.Accept(
                List.of(new NewEvent(OWN, Discarded.TYPE, 1, fact.getBytes(UTF_8))), event.bytes());
    }

    public static String text(StoredEvent event) {
        return new String(event.bytes(), UTF_8);
    }

    private Notes plus(String text) {
        var more = new ArrayList<>(texts);
        more.add(text);
        return new Notes(more);
    }
}
