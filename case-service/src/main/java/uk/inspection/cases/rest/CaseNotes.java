package uk.inspection.cases.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.keys.CaseKeys;
import uk.inspection.cases.keys.CaseKeys.Found;
import uk.inspection.cases.keys.Erasures;
import uk.inspection.cases.projection.CaseEntity;
import uk.inspection.cases.projection.CaseNoteEntity;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;

/**
 * Notes at the doors: sealed before anything else is done with them, opened for the answer to a
 * reader and for nothing else. So a note's text is in no command, event, answer that is kept, hash
 * or log, and what a request's body is known by is what was sealed.
 */
@ApplicationScoped
class CaseNotes {
    static final int TEXT_MAX = 4_000;
    static final int SHOWN_MAX = 100;

    private final CaseKeys keys;
    private final Erasures erasures;

    CaseNotes(CaseKeys keys, Erasures erasures) {
        this.keys = keys;
        this.erasures = erasures;
    }

    /** Whether a note can be read. */
    enum Readable {
        READABLE,
        /** The case was erased. */
        ERASED,
        /** It is not as it was sealed. */
        DAMAGED,
        /** The keys that are there know nothing of this case. */
        KEY_MISSING
    }

    /**
     * A note as a reader sees it.
     *
     * @param event type of the event that brought it; {@code version} of the inspection then
     * @param status readable, erased, damaged or key-missing; {@code text} only where readable
     */
    public record NoteView(
            String event,
            long version,
            int revision,
            String by,
            Instant at,
            @Schema(enumeration = {"readable", "erased", "damaged", "key-missing"}) String status,
            @Nullable String text,
            @Nullable Instant erasedAt) {}

    /** Seals notes of cases of one inspection; to be closed when the last is sealed. */
    final class Sealer implements AutoCloseable {
        private final String inspection;
        private final Set<String> known;
        private final Map<String, Found> found;

        private Sealer(String inspection, Collection<String> caseIds) {
            this.inspection = inspection;
            this.known = caseIds.isEmpty() ? Set.of() : CaseEntity.known(inspection, caseIds);
            this.found = known.isEmpty() ? Map.of() : keys(inspection, known);
        }

        /**
         * What an event of this type brings; null without a note. Fails with a problem where no
         * note can be taken.
         *
         * @param field where the note stands in the request
         */
        @Nullable String seal(String caseId, String type, String field, @Nullable String note) {
            if (note == null) {
                return null;
            }
            requireReadable(field, note);
            return switch (found.get(caseId)) {
                case Found.Key key -> key.seal(inspection, caseId, type, note);
                case Found.Erased _ ->
                        throw refused(
                                "This case was erased: it takes answers, and no notes any more.",
                                field,
                                "must not be given");
                case null ->
                        throw known.contains(caseId)
                                ? refused(
                                        "The key of this case's notes is missing: it takes no note until"
                                                + " that is put back.",
                                        field,
                                        "must not be given")
                                : refused(
                                        "A case must be in the sample before it is judged.",
                                        "caseId",
                                        "must be in the sample");
            };
        }

        @Override
        public void close() {
            found.values().forEach(CaseNotes::forget);
        }
    }

    /** For notes on these cases, which is none where nobody gives one. */
    Sealer sealer(String inspection, Collection<String> caseIds) {
        return new Sealer(inspection, caseIds);
    }

    /** One note. */
    @Nullable String sealed(String inspection, String caseId, String type, @Nullable String note) {
        if (note == null) {
            return null;
        }
        requireReadable("note", note);
        try (Sealer sealer = sealer(inspection, List.of(caseId))) {
            return sealer.seal(caseId, type, "note", note);
        }
    }

    /** The newest notes on a case, newest first; null where there never was one. */
    @Nullable List<NoteView> shown(CaseEntity sampled) {
        List<CaseNoteEntity> notes =
                CaseNoteEntity.newest(sampled.inspection, sampled.caseId, SHOWN_MAX);
        if (notes.isEmpty()) {
            return null;
        }
        if (sampled.erasedAt != null) {
            return notes.stream().map(note -> erased(note, sampled.erasedAt)).toList();
        }
        Optional<Found> found = erasures.keyOf(sampled.inspection, sampled.caseId);
        List<NoteView> shown = notes.stream().map(note -> shown(note, found)).toList();
        found.ifPresent(CaseNotes::forget);
        return shown;
    }

    private static NoteView shown(CaseNoteEntity note, Optional<Found> found) {
        if (found.isEmpty()) {
            return view(note, Readable.KEY_MISSING, null, null);
        }
        return switch (found.get()) {
            case Found.Erased(Instant at) -> erased(note, at);
            case Found.Key key ->
                    key.open(note.inspection, note.caseId, note.type, note.sealed)
                            .map(text -> view(note, Readable.READABLE, text, null))
                            .orElseGet(() -> view(note, Readable.DAMAGED, null, null));
        };
    }

    private static NoteView erased(CaseNoteEntity note, Instant at) {
        return view(note, Readable.ERASED, null, at);
    }

    private static NoteView view(
            CaseNoteEntity note,
            Readable readable,
            @Nullable String text,
            @Nullable Instant erasedAt) {
        String status =
                switch (readable) {
                    case READABLE -> "readable";
                    case ERASED -> "erased";
                    case DAMAGED -> "damaged";
                    case KEY_MISSING -> "key-missing";
                };
        return new NoteView(
                note.type,
                note.version,
                note.revision,
                note.notedBy,
                note.notedAt,
                status,
                text,
                erasedAt);
    }

    /**
     * The keys of cases, made where there never was one. What has a note has had a key: where that
     * is missing, another would make the older notes unreadable for good. It is looked for again
     * after the notes, because another request may have made the first key, and written the first
     * note with it, in between.
     */
    private Map<String, Found> keys(String inspection, Set<String> caseIds) {
        Map<String, Found> found = keys.find(inspection, caseIds);
        var without = new HashSet<>(caseIds);
        without.removeAll(found.keySet());
        if (without.isEmpty()) {
            return found;
        }
        found.values().forEach(CaseNotes::forget);
        without.removeAll(CaseNoteEntity.noted(inspection, without));
        if (!without.isEmpty()) {
            keys.make(inspection, without);
        }
        return keys.find(inspection, caseIds);
    }

    private static void forget(Found found) {
        if (found instanceof Found.Key key) {
            key.forget();
        }
    }

    /** As other texts are, but in lines. */
    private static void requireReadable(String field, String note) {
        boolean readable =
                note.length() <= TEXT_MAX
                        && note.codePoints().anyMatch(Character::isLetterOrDigit)
                        && note.codePoints().allMatch(CaseNotes::readable);
        if (!readable) {
            throw Requests.problem(
                    Response.Status.BAD_REQUEST,
                    "A note is readable text.",
                    List.of(
                            new Violation(
                                    field,
                                    "must be text of 1 to %d characters, a letter or digit among them, without control or format characters other than line ends and tabs"
                                            .formatted(TEXT_MAX))));
        }
    }

    private static boolean readable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> "\n\r\t".indexOf(character) >= 0;
            case Character.FORMAT, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static RuntimeException refused(String sentence, String field, String rule) {
        return Requests.problem(
                new Refusal(Refusal.Kind.CONFLICT, sentence, List.of(new Violation(field, rule))));
    }
}
