package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.SmallCounts;

class SmallCountsConfigTest {
    @Test
    void a_setting_that_is_refused_is_named_with_its_rule() {
        assertThat(config("5").below()).contains(new SmallCounts(5));
        assertThatThrownBy(() -> config("1"))
                .hasMessageContaining("small-counts.below")
                .hasMessageContaining("must be at least 2: 1");
    }

    private static SmallCountsConfig config(String below) {
        return new SmallRyeConfigBuilder()
                .withMapping(SmallCountsConfig.class)
                .withDefaultValue("small-counts.below", below)
                .build()
                .getConfigMapping(SmallCountsConfig.class);
    }
}
