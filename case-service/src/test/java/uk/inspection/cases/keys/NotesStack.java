package uk.inspection.cases.keys;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import uk.inspection.local.testing.SharedStack;

/** As usual, with a rule of retention and a business clock that the tests set. */
public class NotesStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<>(SharedStack.get().configuration("case-service"));
        configuration.put("retention.notes-after", "P2Y");
        try {
            var directory = Files.createTempDirectory("business-clock");
            configuration.put("business-clock.file", directory.resolve("instant").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return configuration;
    }

    @Override
    public void stop() {}
}
