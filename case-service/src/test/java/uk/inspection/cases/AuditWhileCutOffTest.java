package uk.inspection.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.TestTokens;

/** Readers and writers while the database is cut off: what was answered is on record. */
@QuarkusTest
@TestProfile(AuditWhileCutOffTest.Alone.class)
class AuditWhileCutOffTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int CALLERS = 64;
    private static final int CUTS = 4;
    private static final int FILLED = 8; // inspections: one has room for 500 cases

    @SuppressWarnings("NullAway.Init") // given by CutOffStack
    Cable toDatabase;

    @Inject AgroalDataSource dataSource;

    /** Without the stack that other tests share. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(CutOffStack.class));
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void every_read_and_every_write_that_was_answered_is_on_record() throws Exception {
        String id = announced("read");
        sample(id, "A", "first");
        var filled = new ArrayList<String>();
        for (int i = 0; i < FILLED; i++) {
            filled.add(announced("filled-" + i));
        }
        var enough = new AtomicBoolean();
        var asked = new ArrayList<Future<?>>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < CALLERS; c++) {
                int me = c;
                String its = filled.get(c / 2 % FILLED);
                asked.add(
                        callers.submit(() -> {
                            for (int i = 0; !enough.get(); i++) {
                                String request = me + "-" + i;
                                if (me % 2 == 0) {
                                    note(read(id, request), 200, shown, request);
                                } else {
                                    note(
                                            sample(its, "C" + request, request),
                                            201,
                                            written,
                                            request);
                                }
                            }
                            return null;
                        }));
            }
            try {
                for (int cut = 0; cut < CUTS; cut++) {
                    int shownBefore = shown.size();
                    int writtenBefore = written.size();
                    await().atMost(LONG)
                            .until(() ->
                                    shown.size() > shownBefore + CALLERS
                                            && written.size() > writtenBefore + CALLERS);
                    int before = refused.get();
                    if (cut % 2 == 0) {
                        toDatabase.cut();
                    } else {
                        toDatabase.loseAnswers();
                    }
                    await().atMost(LONG).until(() -> refused.get() > before + CALLERS);
                    toDatabase.mend();
                }
            } finally {
                enough.set(true);
            }
        }
        for (Future<?> caller : asked) {
            caller.get();
        }
        await().atMost(LONG).until(() -> read(id, "last").statusCode() == 200);

        assertThat(texts("select request from log.read where status = 200")).containsAll(shown);
        assertThat(texts("select correlation from log.event")).containsAll(written);
    }

    /** Nothing is answered but the two, whatever the database does. */
    private void note(HttpResponse<String> answer, int good, Set<String> noted, String request) {
        if (answer.statusCode() == good) {
            noted.add(request);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.headers().firstValue("X-Request-Id")).contains(request);
            // Neither the case nor what others wrote in the same batch.
            assertThat(answer.body()).doesNotContain("sentence", "insert into", "values");
            refused.incrementAndGet();
        }
    }

    private HttpResponse<String> read(String id, String request) throws Exception {
        return http.send(
                request("/v1/inspections/" + id + "/cases/A", "inspector", request).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> sample(String id, String caseId, String request) throws Exception {
        return http.send(
                request("/v1/inspections/" + id + "/cases", "lead-inspector", request)
                        .header("Idempotency-Key", request)
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"cases": [{"caseId": "%s", "sentence": "community",
                                          "ageBand": "16-17", "gender": "male",
                                          "lookedAfter": false}]}
                                        """
                                                .formatted(caseId)))
                        .build(),
                BodyHandlers.ofString());
    }

    private String announced(String key) throws Exception {
        HttpResponse<String> announced =
                http.send(
                        request("/v1/inspections", "lead-inspector", key)
                                .header("Idempotency-Key", key)
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"area": "Sefton", "body": "Sefton YOT",
                                                  "kind": "core", "framework": "cci-2009",
                                                  "fieldworkStart": "2009-04-20",
                                                  "fieldworkEnd": "2009-04-24"}
                                                """))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(announced.statusCode()).as(announced.body()).isEqualTo(201);
        return JsonPath.from(announced.body()).getString("id");
    }

    private static HttpRequest.Builder request(String path, String role, String request) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(LONG)
                .header("Content-Type", "application/json")
                .header("X-Request-Id", request)
                .header("Authorization", "Bearer " + TestTokens.token(role, "test-" + role, null));
    }

    private Set<String> texts(String sql) throws Exception {
        var texts = new HashSet<String>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
