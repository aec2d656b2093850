package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.inspection.scoring.domain.Cases.Standing;

class CasesTest {

    @Test
    void it_remembers_what_a_table_remembers_and_every_earlier_one_stays_as_it_was() {
        var random = new Random(3);
        Map<String, Standing> table = new HashMap<>();
        Cases cases = Cases.NONE;
        List<Cases> earlier = new ArrayList<>();
        List<Map<String, Standing>> tables = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String caseId = anyId(random);
            Standing standing =
                    random.nextBoolean() ? new Standing.Sampled() : new Standing.Withdrawn();
            cases = cases.with(caseId, standing);
            table.put(caseId, standing);
            if (i % 2_000 == 0) {
                earlier.add(cases);
                tables.add(Map.copyOf(table));
            }
        }
        earlier.add(cases);
        tables.add(table);

        for (int i = 0; i < earlier.size(); i++) {
            for (String caseId : table.keySet()) {
                assertThat(earlier.get(i).get(caseId)).isEqualTo(tables.get(i).get(caseId));
            }
        }
    }

    @Test
    void references_of_equal_hash_are_different_cases() {
        assertThat("AaAa".hashCode()).isEqualTo("BBBB".hashCode()).isEqualTo("AaBB".hashCode());

        Cases cases =
                Cases.NONE
                        .with("AaAa", new Standing.Sampled())
                        .with("BBBB", new Standing.Sampled())
                        .with("AaBB", new Standing.Sampled())
                        .with("BBBB", new Standing.Withdrawn());

        assertThat(cases.get("AaAa")).isEqualTo(new Standing.Sampled());
        assertThat(cases.get("BBBB")).isEqualTo(new Standing.Withdrawn());
        assertThat(cases.get("AaBB")).isEqualTo(new Standing.Sampled());
        assertThat(cases.get("BBAa")).isNull();
    }

    /** Many of these have equal hashes. */
    private static String anyId(Random random) {
        var id = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            id.append(random.nextBoolean() ? "Aa" : "BB");
        }
        return id.substring(0, 2 * (1 + random.nextInt(12))) + random.nextInt(50);
    }
}
