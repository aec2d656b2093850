package uk.inspection.endtoend.twoyears;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A follower that can go no further says why. */
class FollowerTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    500 | {}                                                  | status=500
                    410 | {"status":410}                                      | status=410
                    200 | <html>                                              | <html>
                    200 | {}                                                  | cannot be read
                    200 | {"items":[{"occurredAt":"yesterday"}],"next":"c"}   | DateTimeParseException
                    200 | {"items":[{"occurredAt":"2011-09-01T09:00:00Z","version":2}],"next":"c"} | version 1 was expected
                    """)
    void a_feed_that_tells_what_no_feed_may_tell_is_complained_of(
            int status, String body, String complaint) throws Exception {
        var instances = new Instances(directory, Map.of());
        try (var _ = PretendInstance.thatAnswers(instances, 0, status, body);
                var follower = new Follower(new Requests(instances), "token")) {
            follower.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> follower.complaint() != null);
            assertThat(follower.complaint()).contains(complaint);
        }
    }
}
