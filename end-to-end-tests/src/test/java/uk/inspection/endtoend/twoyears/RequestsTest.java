package uk.inspection.endtoend.twoyears;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no answer and sent again, and what is a wrong one: the simulation must not excuse it. */
class RequestsTest {
    private static final String PATH = "/v1/improvement-plans";

    @TempDir Path directory;
    private Instances instances;
    private Requests requests;

    @BeforeEach
    void neither_instance_runs() {
        instances = new Instances(directory, Map.of());
        requests = new Requests(instances);
    }

    @Test
    void where_no_one_listens_the_other_instance_is_asked() throws IOException {
        try (var _ = PretendInstance.thatAnswers(instances, 1, 200, "{}")) {
            assertThat(requests.get(0, PATH, "token").status()).isEqualTo(200);
        }
    }

    @Test
    void where_one_dies_while_it_answers_the_other_instance_is_asked() throws IOException {
        try (var _ = PretendInstance.thatDies(instances, 0);
                var _ = PretendInstance.thatAnswers(instances, 1, 200, "{}")) {
            assertThat(requests.get(0, PATH, "token").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void where_one_is_too_busy_the_other_instance_is_asked(int status) throws IOException {
        try (var _ = PretendInstance.thatAnswers(instances, 0, status, "{}");
                var _ = PretendInstance.thatAnswers(instances, 1, 200, "{}")) {
            assertThat(requests.get(0, PATH, "token").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 502})
    void any_other_status_is_the_answer(int status) throws IOException {
        try (var _ = PretendInstance.thatAnswers(instances, 0, status, "{}");
                var _ = PretendInstance.thatAnswers(instances, 1, 200, "{}")) {
            var post = new Requests.Post(PATH, "token", "key", "{}");
            assertThat(requests.send(0, post).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{\"items\":["})
    void what_cannot_be_read_is_a_failure(String body) throws IOException {
        try (var _ = PretendInstance.thatAnswers(instances, 0, 200, body)) {
            assertThatThrownBy(() -> requests.get(0, PATH, "token", Duration.ZERO))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(body);
        }
    }
}
