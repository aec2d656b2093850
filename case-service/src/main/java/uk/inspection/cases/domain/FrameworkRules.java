package uk.inspection.cases.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.InForce;
import uk.inspection.contract.Framework.PlanRule;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;

/**
 * When a framework can be scored by: its parts fit together, every percent has a band and every
 * number is one that the platform can keep to. The limits of sizes and times are defaults, not
 * verified.
 */
public final class FrameworkRules {
    static final int DAYS_MAX = 3660;
    static final int MONTHS_MAX = 120;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,40}");
    private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

    /** The only rhythm of monitoring returns that plans know. */
    private static final String QUARTERLY = "quarterly";

    private static final String HALF_UP = "half-up";

    private FrameworkRules() {}

    /** Every rule that a framework breaks, with the place: as many as {@link Faults#MAX}. */
    public static List<Violation> violations(Framework framework) {
        var faults = new Faults();
        faults.require(
                ID.matcher(framework.id()).matches(),
                "id",
                "must be 2 to 41 small letters, digits and dashes, beginning with a letter");
        faults.require(framework.version() >= 1, "version", "must be at least 1");
        faults.text("title", framework.title());
        inForce(framework.inForce(), faults);
        plan(framework.plan(), faults);
        switch (framework) {
            case PooledPercentage pooled -> new PooledRules(pooled, faults).check();
            case RatedStandards rated -> new RatedRules(rated, faults).check();
        }
        return faults.all();
    }

    /**
     * That a framework breaks no rule.
     *
     * @throws Refused with every place
     */
    public static void requireSound(Framework framework) {
        List<Violation> violations = violations(framework);
        if (!violations.isEmpty()) {
            throw new Refused(
                    Refused.Kind.INVALID,
                    "The framework breaks %d rule(s).".formatted(violations.size()),
                    violations);
        }
    }

    static void rounding(String rounding, Faults faults) {
        faults.require(rounding.equals(HALF_UP), "rounding", "must be " + HALF_UP);
    }

    /** The first code counts for the area, the second against it, the last not at all. */
    static void answers(List<String> answers, List<String> known, Faults faults) {
        faults.require(
                answers.equals(known),
                "answers",
                "must be exactly %s, in this order".formatted(String.join(", ", known)));
    }

    static void afterMonths(int months, Faults faults) {
        faults.between(1, MONTHS_MAX, months, "reinspection.afterMonths");
    }

    private static void inForce(InForce inForce, Faults faults) {
        ours("inForce.from", inForce.from(), faults);
        if (inForce.to() != null) {
            ours("inForce.to", inForce.to(), faults);
            faults.require(
                    !inForce.to().isBefore(inForce.from()),
                    "inForce.to",
                    "must not be before inForce.from");
        }
    }

    private static void ours(String place, LocalDate day, Faults faults) {
        faults.require(
                !day.isBefore(EARLIEST) && day.isBefore(LATEST),
                place,
                "must be from %s to %s".formatted(EARLIEST, LATEST.minusDays(1)));
    }

    private static void plan(PlanRule plan, Faults faults) {
        faults.between(1, DAYS_MAX, plan.dueAfterPublicationDays(), "plan.dueAfterPublicationDays");
        faults.require(
                plan.monitoring().equals(QUARTERLY), "plan.monitoring", "must be " + QUARTERLY);
        faults.remark("plan.status", plan.status());
    }
}
