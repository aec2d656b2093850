package uk.inspection.cases.domain;

import java.util.List;
import uk.inspection.contract.Framework;

/** What people ask of the register of frameworks. */
public sealed interface FrameworkCommand {

    /**
     * Makes a version of a framework one that can be announced.
     *
     * @param shipped the versions of the same framework that come with the platform: they count as
     *     registered
     */
    record RegisterFramework(Framework framework, List<Framework> shipped)
            implements FrameworkCommand {}
}
