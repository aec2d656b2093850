package uk.inspection.scoring.rest;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** What a deployment sets about figures that tell of few children; the same at every service. */
@ConfigMapping(prefix = "small-counts")
interface SmallCountsConfig {
    /** The smallest number of children that the public is shown; without it every number is. */
    Optional<@Min(2) Integer> below();
}
