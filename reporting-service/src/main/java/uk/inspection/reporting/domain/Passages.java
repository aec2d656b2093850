package uk.inspection.reporting.domain;

import java.util.LinkedHashSet;
import java.util.Set;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;

/**
 * The passages of a report in their order, by which amendments, corrections and challenges name
 * where they belong. Which there are follows from the framework alone.
 */
public final class Passages {
    static final String FOREWORD = "foreword";
    static final String SCORING = "scoring";
    static final String RECOMMENDATIONS = "recommendations";
    static final String NEXT_STEPS = "next-steps";
    static final String CHILDREN = "service-users/children";
    static final String VICTIMS = "service-users/victims";
    static final String SUMMARY = "summary";
    static final String CONTEXT = "context";
    static final String INSPECTION_DATA = "inspection-data";
    static final String ROLE = "role";
    static final String GLOSSARY = "glossary";

    private Passages() {}

    /** The ids of all passages, in the order of the report. */
    public static Set<String> of(Framework framework) {
        var ids = new LinkedHashSet<String>();
        ids.add(FOREWORD);
        ids.add(SCORING);
        ids.add(RECOMMENDATIONS);
        ids.add(NEXT_STEPS);
        ids.add(CHILDREN);
        ids.add(VICTIMS);
        switch (framework) {
            case PooledPercentage pooled -> {
                for (var section : pooled.sections()) {
                    pooled.criteria().stream()
                            .filter(criterion -> criterion.section().equals(section.id()))
                            .forEach(criterion -> {
                                ids.add(strengths(criterion(criterion.id())));
                                ids.add(improvement(criterion(criterion.id())));
                            });
                    ids.add(section(section.id()));
                }
            }
            case RatedStandards rated -> {
                for (var domain : rated.domains()) {
                    for (var standard : rated.standards()) {
                        if (standard.domain().equals(domain.id())) {
                            if (standard.assessedByCases()) {
                                ids.add(strengths(standard(standard.id())));
                                ids.add(improvement(standard(standard.id())));
                            }
                            ids.add(commentary(standard(standard.id())));
                        }
                    }
                }
            }
        }
        ids.add(SUMMARY);
        ids.add(CONTEXT);
        ids.add(INSPECTION_DATA);
        ids.add(ROLE);
        ids.add(GLOSSARY);
        return ids;
    }

    static String criterion(String id) {
        return "criteria/" + id;
    }

    static String standard(String id) {
        return "standards/" + id;
    }

    static String section(String id) {
        return commentary("sections/" + id);
    }

    static String strengths(String of) {
        return of + "/strengths";
    }

    static String improvement(String of) {
        return of + "/improvement";
    }

    static String commentary(String of) {
        return of + "/commentary";
    }
}
