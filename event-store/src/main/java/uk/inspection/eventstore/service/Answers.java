package uk.inspection.eventstore.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import uk.inspection.eventstore.Outcome.Committed;

/** Answers as they are kept with their commands. */
@ApplicationScoped
public class Answers {
    private final ObjectMapper json;

    Answers(ObjectMapper json) {
        this.json = json;
    }

    /** The bytes to keep with a command, from which a repeat is answered. */
    public byte[] keep(Answer answer) {
        try {
            return json.writeValueAsBytes(answer);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * What a repeat is answered with when the log was restored from its topic: the answer itself is
     * lost, and the events tell what was written and in which version it ended.
     */
    byte[] restored(String stream, long version) {
        return keep(Answer.untagged(new Restored(stream, version, true)));
    }

    /** The body of such an answer; {@code id} is the stream's. */
    record Restored(String id, long version, boolean restored) {}

    /** The answer kept with a command, as JSON: status, location, etag, body. */
    public JsonNode kept(Committed committed) {
        try {
            return json.readTree(committed.answer());
        } catch (IOException corrupt) {
            throw new UncheckedIOException("The kept answer cannot be read.", corrupt);
        }
    }
}
