package uk.inspection.cases.keys;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** Beside the usual: a rule of retention and a business clock that the tests set. */
public class NotesStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            var directory = Files.createTempDirectory("business-clock");
            return Map.of(
                    "retention.notes-after",
                    "P2Y",
                    "business-clock.file",
                    directory.resolve("instant").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
