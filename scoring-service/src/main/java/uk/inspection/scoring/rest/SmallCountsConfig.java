package uk.inspection.scoring.rest;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import uk.inspection.contract.SmallCounts;

/**
 * What a deployment sets about figures that tell of few children; the same at every service. No
 * constraint of Bean Validation stands here: one would have the metadata of all that is validated
 * made a second time at each start.
 */
@ConfigMapping(prefix = "small-counts")
interface SmallCountsConfig {
    /** The smallest number of children that the public is shown; without it every number is. */
    Optional<SmallCounts> below();
}
