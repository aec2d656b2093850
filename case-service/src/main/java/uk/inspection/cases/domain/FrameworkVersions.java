package uk.inspection.cases.domain;

import java.util.List;
import uk.inspection.contract.Framework;

/** The versions of one framework that were registered, in this order. */
public record FrameworkVersions(List<Framework> registered) {}
