package uk.inspection.scoring.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Which scores one reader gets: those he may see, of these what he asked for.
 *
 * @param unpublished whether he sees core inspections and re-inspections
 * @param ownArea the area whose self-audits he sees; empty for none
 * @param inspections those asked for; empty for all
 * @param area the one area asked for, or null for all
 */
record LiveFilter(
        boolean unpublished, String ownArea, Set<String> inspections, @Nullable String area) {
    private static final JsonFactory JSON = new JsonFactory();

    boolean passes(StoredEvent event) {
        if (!InspectionScores.isScore(event)
                || (!inspections.isEmpty() && !inspections.contains(event.stream()))) {
            return false;
        }
        return switch (event.topic()) {
            case InspectionScores.TOPIC ->
                    unpublished && (area == null || area.equals(areaOf(event)));
            case InspectionScores.SELF_AUDIT_TOPIC ->
                    !ownArea.isEmpty()
                            && (area == null || area.equals(ownArea))
                            && ownArea.equals(areaOf(event));
            default -> false;
        };
    }

    /** Reads no further than to the area, because every reader asks this of every score. */
    private static String areaOf(StoredEvent event) {
        try (JsonParser score = JSON.createParser(event.bytes())) {
            score.nextToken();
            while (score.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = score.currentName().equals("area");
                score.nextToken();
                if (found) {
                    return score.getText();
                }
                score.skipChildren();
            }
        } catch (IOException e) {
            throw new IllegalStateException("A score that was written cannot be read.", e);
        }
        throw new IllegalStateException(event.id() + " names no area");
    }
}
