package uk.inspection.reporting;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.TestTokens;

/** Takes of the live changes only what it is told to take; the rest waits where it is. */
final class StallingReader implements AutoCloseable {
    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private String last = "";

    /** One event. */
    record Taken(String id, String name, String data) {}

    StallingReader(String query) throws IOException {
        connection = (HttpURLConnection) LiveReader.address(query).toURL().openConnection();
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty(
                "Authorization", "Bearer " + TestTokens.token("inspector", "slow page", null));
        connection.setReadTimeout(60_000);
        lines =
                new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next event; waits for it. Absent where the connection has ended. */
    @Nullable Taken take() {
        String id = "";
        String name = "";
        String data = "";
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        last = id;
                        return new Taken(id, name, data);
                    }
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                }
            }
            return null;
        } catch (IOException cut) {
            return null;
        }
    }

    /** Of the last event that was taken whole. */
    String lastId() {
        return last;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
