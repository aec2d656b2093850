package uk.inspection.cases.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import uk.inspection.cases.keys.CaseKeys.Applied;
import uk.inspection.cases.keys.CaseKeys.Erasure;
import uk.inspection.cases.keys.CaseKeys.Found;
import uk.inspection.eventstore.Log;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.TestKeys;

/** The keys in a database of their own. */
class CaseKeysTest {
    private static final String INSPECTION = "inspection-1";
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final String first = "first:" + TestKeys.newKey();
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final CaseKeys keys = with(first);

    @BeforeEach
    void a_fresh_database() {
        SharedStack stack = SharedStack.get();
        database.setURL(stack.createDatabase("keys"));
        database.setUser(stack.user());
        database.setPassword(stack.password());
        keys.prepare();
    }

    @Test
    void a_key_is_made_once_and_never_again_for_an_erased_case() {
        keys.make(INSPECTION, List.of("A", "B"));
        Map<String, Found> made = keys.find(INSPECTION, List.of("A", "B", "C"));
        assertThat(made.keySet()).containsExactlyInAnyOrder("A", "B");
        keys.make(INSPECTION, List.of("B", "A"));
        assertThat(bytes(keys, "A"))
                .isEqualTo(((Found.Key) Objects.requireNonNull(made.get("A"))).bytes());
        assertThat(bytes(keys, "B")).isNotEqualTo(bytes(keys, "A"));

        keys.apply(List.of(erasure("A"), erasure("C")), new Applied(7, new byte[] {1}));
        keys.make(INSPECTION, List.of("A", "B", "C"));
        assertThat(keys.find(INSPECTION, List.of("A", "C")).values())
                .containsOnly(new Found.Erased(AT));
        assertThat(keys.erased(INSPECTION, "A")).isTrue();
        assertThat(keys.erased(INSPECTION, "B")).isFalse();
        assertThat(keys.applied().position()).isEqualTo(7);
        assertThat(query("select count(*) from keys.case_key where wrapped is not null"))
                .isEqualTo("1");
    }

    /** As many instances as can be, each with its own connection, all at the same moment. */
    @Test
    void instances_that_make_the_same_cases_key_at_once_end_with_one() throws Exception {
        int instances = 8;
        for (int round = 0; round < 25; round++) {
            String caseId = "race-" + round;
            var barrier = new CyclicBarrier(instances);
            try (var threads = Executors.newFixedThreadPool(instances)) {
                var makers = new ArrayList<Callable<String>>();
                for (int i = 0; i < instances; i++) {
                    makers.add(() -> {
                        CaseKeys instance = with(first);
                        barrier.await();
                        instance.make(INSPECTION, List.of(caseId));
                        return key(instance, caseId).seal(INSPECTION, caseId, "CaseJudged", "x");
                    });
                }
                var sealed = new HashSet<String>();
                for (var maker : threads.invokeAll(makers)) {
                    sealed.add(maker.get());
                }
                assertThat(sealed).as("round %d", round).hasSize(1);
            }
        }
    }

    /** Whichever comes first, the key is gone in the end. */
    @Test
    void a_key_that_is_made_or_wrapped_anew_while_its_case_is_erased_is_gone() throws Exception {
        var second = "second:" + TestKeys.newKey();
        for (int round = 0; round < 25; round++) {
            String caseId = "gone-" + round;
            if (round % 2 == 0) {
                keys.make(INSPECTION, List.of(caseId));
            }
            var barrier = new CyclicBarrier(3);
            var both = new Applied(round + 1, new byte[] {1});
            try (var threads = Executors.newFixedThreadPool(3)) {
                var work =
                        List.<Callable<Boolean>>of(
                                () -> {
                                    barrier.await();
                                    keys.apply(List.of(erasure(caseId)), both);
                                    return true;
                                },
                                () -> {
                                    barrier.await();
                                    with(first).make(INSPECTION, List.of(caseId));
                                    return true;
                                },
                                () -> {
                                    CaseKeys rotated = with(second + "\n" + first);
                                    barrier.await();
                                    rotated.prepare();
                                    return true;
                                });
                for (var done : threads.invokeAll(work)) {
                    done.get();
                }
            }
            assertThat(with(second + " " + first).find(INSPECTION, List.of(caseId)))
                    .containsValue(new Found.Erased(AT));
        }
    }

    @Test
    void the_place_moves_forward_alone_and_a_reader_from_before_it_is_refused() {
        keys.make(INSPECTION, List.of("A"));
        keys.apply(List.of(), new Applied(10, new byte[] {10}));
        keys.apply(List.of(), new Applied(5, new byte[] {5}));
        assertThat(keys.applied().position()).isEqualTo(10);
        assertThat(keys.findToOpen(INSPECTION, "A", 10)).isPresent();
        assertThat(keys.findToOpen(INSPECTION, "B", 10)).isEmpty();
        assertThatThrownBy(() -> keys.findToOpen(INSPECTION, "A", 11))
                .isInstanceOf(Log.Unavailable.class);
    }

    @Test
    void a_new_master_key_wraps_anew_and_the_old_one_can_go() {
        keys.make(INSPECTION, IntStream.range(0, 1_200).mapToObj(i -> "case-" + i).toList());
        byte[] before = bytes(keys, "case-7");
        String second = "second:" + TestKeys.newKey();

        CaseKeys reading = with(first + " " + second); // known everywhere before it wraps
        reading.prepare();
        assertThat(bytes(reading, "case-7")).isEqualTo(before);
        CaseKeys wrapping = with(second + " " + first);
        wrapping.prepare();
        assertThat(query("select string_agg(distinct master, ',') from keys.case_key"))
                .isEqualTo("second");
        assertThat(bytes(reading, "case-7")).isEqualTo(before);
        CaseKeys alone = with(second);
        alone.prepare();
        assertThat(bytes(alone, "case-7")).isEqualTo(before);

        assertThatThrownBy(keys::prepare)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The master key second is missing: 1200 keys of cases are wrapped with it.");
    }

    @Test
    void a_wrong_master_key_is_said() {
        CaseKeys wrong = with("first:" + TestKeys.newKey());
        assertThatThrownBy(wrong::prepare)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The master key first is not the one");
    }

    @Test
    void a_key_put_into_another_cases_row_is_no_key_there() {
        keys.make(INSPECTION, List.of("A", "B"));
        query(
                "update keys.case_key set wrapped = (select wrapped from keys.case_key"
                        + " where case_id = 'A') where case_id = 'B' returning 1");
        assertThat(bytes(keys, "A")).hasSize(CaseKeys.KEY_BYTES);
        assertThatThrownBy(() -> bytes(keys, "B")).isInstanceOf(Log.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "first",
                "first:",
                "first:c2hvcnQ=",
                ":MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "fi/rst:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "first:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5M!E=",
                "first:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
                        + " first:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
            })
    void what_is_no_master_key_is_said_without_saying_it(String text) {
        assertThatThrownBy(() -> MasterKeys.parse(text, "the file"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the file")
                .hasMessageNotContaining("MDEy")
                .hasMessageNotContaining("c2hvcnQ");
    }

    private CaseKeys with(String masters) {
        return new CaseKeys(database, MasterKeys.parse(masters, "the test"));
    }

    private static Erasure erasure(String caseId) {
        return new Erasure(INSPECTION, caseId, AT, "case-events/" + INSPECTION + "/7");
    }

    private static byte[] bytes(CaseKeys keys, String caseId) {
        return key(keys, caseId).bytes();
    }

    private static Found.Key key(CaseKeys keys, String caseId) {
        return (Found.Key)
                Objects.requireNonNull(keys.find(INSPECTION, List.of(caseId)).get(caseId));
    }

    private String query(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
