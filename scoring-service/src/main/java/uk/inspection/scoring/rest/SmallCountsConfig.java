package uk.inspection.scoring.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;
import uk.inspection.contract.SmallCounts;

/**
 * What a deployment sets about figures that tell of few children; the same at every service. No
 * constraint of Bean Validation stands here: one would have the metadata of all that is validated
 * made a second time at each start.
 */
@ConfigMapping(prefix = "small-counts")
interface SmallCountsConfig {
    /** The smallest number of children that the public is shown; without it every number is. */
    Optional<@WithConverter(Setting.class) SmallCounts> below();

    /** Says why a setting is refused, which a conversion by the type's own method does not. */
    final class Setting implements Converter<SmallCounts> {
        @Override
        public SmallCounts convert(String value) {
            return SmallCounts.parse(value);
        }
    }
}
