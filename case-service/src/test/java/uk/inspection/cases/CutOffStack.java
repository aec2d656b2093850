package uk.inspection.cases;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.inspection.local.testing.Cable;

/** The usual, with a cable to the database that the test may cut. */
public class CutOffStack implements QuarkusTestResourceLifecycleManager {
    private static final Pattern PORT = Pattern.compile(":(\\d+)/");
    private static final String URL = "quarkus.datasource.jdbc.url";

    private final Cable toDatabase = new Cable();

    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<>(new CaseServiceStack().start());
        String url = Objects.requireNonNull(configuration.get(URL));
        Matcher address = PORT.matcher(url);
        if (!address.find()) {
            throw new IllegalStateException(url);
        }
        toDatabase.leadTo(Integer.parseInt(address.group(1)));
        configuration.put(URL, address.replaceFirst(":" + toDatabase.port() + "/"));
        return configuration;
    }

    @Override
    public void inject(TestInjector fields) {
        fields.injectIntoFields(toDatabase, new TestInjector.MatchesType(Cable.class));
    }

    @Override
    public void stop() {
        toDatabase.close();
    }
}
