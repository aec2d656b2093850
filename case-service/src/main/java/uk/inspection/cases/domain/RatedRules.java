package uk.inspection.cases.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Domain;
import uk.inspection.contract.Framework.KeyQuestion;
import uk.inspection.contract.Framework.OverallBand;
import uk.inspection.contract.Framework.Range;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;

/** What a framework of rated standards keeps to. */
final class RatedRules {
    static final int RATINGS_MAX = 20;
    static final int DOMAINS_MAX = 20;
    static final int STANDARDS_MAX = 100;
    static final int KEY_QUESTIONS_MAX = 100;
    static final int CASE_QUESTIONS_MAX = 500;
    static final int POINTS_MAX = 100;
    static final int DISCRETION_MAX = 20;
    static final int SAMPLE_MAX = 10_000;

    private static final List<String> ANSWERS = List.of("yes", "no", "not-applicable");
    private static final String LOWEST_KEY_QUESTION = "lowest-key-question";
    private static final String OVERALL = "overall";
    private static final String POINTS_TOTAL = "points-total";
    private static final String CASES = "cases";
    private static final String EVIDENCE = "evidence";
    private static final Pattern FRACTION = Pattern.compile("([1-9]\\d{0,3})/([1-9]\\d{0,3})");
    private static final Fraction WHOLE = new Fraction(1, 1);

    private final RatedStandards framework;
    private final Faults faults;

    RatedRules(RatedStandards framework, Faults faults) {
        this.framework = framework;
        this.faults = faults;
    }

    void check() {
        FrameworkRules.rounding(framework.rounding(), faults);
        FrameworkRules.answers(framework.answers(), ANSWERS, faults);
        faults.require(
                framework.standardRule().equals(LOWEST_KEY_QUESTION),
                "standardRule",
                "must be " + LOWEST_KEY_QUESTION);
        faults.require(
                framework.overall().rule().equals(POINTS_TOTAL),
                "overall.rule",
                "must be " + POINTS_TOTAL);
        faults.remark("standardRuleStatus", framework.standardRuleStatus());
        faults.remark("overall.status", framework.overall().status());
        discretion();
        sample();
        if (sizes()) {
            ratings();
            standards();
        }
    }

    private boolean sizes() {
        return faults.size("ratings", framework.ratings(), RATINGS_MAX)
                & faults.size("caseBands", framework.caseBands(), RATINGS_MAX)
                & faults.size("overall.bands", framework.overall().bands(), RATINGS_MAX)
                & faults.size("domains", framework.domains(), DOMAINS_MAX)
                & faults.size("standards", framework.standards(), STANDARDS_MAX)
                & faults.size("keyQuestions", framework.keyQuestions(), KEY_QUESTIONS_MAX)
                & faults.size(
                        "reinspection.proposeWhen.overallIn",
                        framework.reinspection().proposeWhen().overallIn(),
                        RATINGS_MAX)
                & keyQuestionSizes();
    }

    /** Which standards must have some, {@link #standard} says. */
    private boolean keyQuestionSizes() {
        boolean hold = framework.standards().size() <= STANDARDS_MAX;
        for (int i = 0; hold && i < framework.standards().size(); i++) {
            List<String> asked = framework.standards().get(i).keyQuestions();
            hold =
                    asked == null
                            || asked.isEmpty()
                            || faults.size(
                                    "standards[%d].keyQuestions".formatted(i),
                                    asked,
                                    KEY_QUESTIONS_MAX);
        }
        return hold;
    }

    private void discretion() {
        faults.between(
                0,
                DISCRETION_MAX,
                framework.discretion().withinPercentagePoints(),
                "discretion.withinPercentagePoints");
        faults.require(
                framework.discretion().requiresReason(),
                "discretion.requiresReason",
                "must be true");
        faults.remark("discretion.status", framework.discretion().status());
    }

    private void sample() {
        if (framework.sample() != null) {
            range("sample.children", framework.sample().children());
            range("sample.victims", framework.sample().victims());
            faults.remark("sample.status", framework.sample().status());
        }
    }

    private void range(String place, @Nullable Range range) {
        if (range != null) {
            faults.between(0, SAMPLE_MAX, range.minimum(), place + ".minimum");
            faults.between(0, SAMPLE_MAX, range.maximum(), place + ".maximum");
            faults.require(
                    range.minimum() <= range.maximum(),
                    place + ".maximum",
                    "must not be below minimum");
        }
    }

    // ---- ratings, by percent and by points

    private void ratings() {
        Set<String> ratings = faults.labels("ratings", framework.ratings(), Rating::label);
        faults.require(framework.ratings().size() > 1, "ratings", "must hold at least two ratings");
        points();
        faults.coverEveryPercentOnce("caseBands", framework.caseBands());
        lowestFirst(framework.caseBands());
        likeRatings("caseBands", framework.caseBands().stream().map(Band::label).toList());
        likeRatings(
                "overall.bands",
                framework.overall().bands().stream().map(OverallBand::label).toList());
        fractions();
        FrameworkRules.afterMonths(framework.reinspection().afterMonths(), faults);
        faults.remark("reinspection.status", framework.reinspection().status());
        faults.known(
                ratings,
                framework.reinspection().proposeWhen().overallIn(),
                "reinspection.proposeWhen.overallIn",
                "a rating's label");
    }

    private void points() {
        for (int i = 0; i < framework.ratings().size(); i++) {
            String place = "ratings[%d].points".formatted(i);
            int points = framework.ratings().get(i).points();
            faults.between(0, POINTS_MAX, points, place);
            faults.remark("ratings[%d].status".formatted(i), framework.ratings().get(i).status());
            if (i == 0) {
                faults.require(points == 0, place, "must be 0 for the lowest rating");
            } else {
                faults.require(
                        points > framework.ratings().get(i - 1).points(),
                        place,
                        "must be above that of ratings[%d]".formatted(i - 1));
            }
        }
    }

    private void lowestFirst(List<Band> bands) {
        for (int i = 1; i < bands.size(); i++) {
            faults.require(
                    bands.get(i).from() > bands.get(i - 1).from(),
                    "caseBands[%d].from".formatted(i),
                    "must be above that of caseBands[%d]".formatted(i - 1));
        }
    }

    /** The same labels in the same order, lowest first. */
    private void likeRatings(String list, List<String> labels) {
        List<String> ratings = framework.ratings().stream().map(Rating::label).toList();
        faults.require(labels.size() == ratings.size(), list, "must hold one item for each rating");
        for (int i = 0; i < Math.min(labels.size(), ratings.size()); i++) {
            faults.require(
                    labels.get(i).equals(ratings.get(i)),
                    "%s[%d].label".formatted(list, i),
                    "must be %s, as in ratings[%d]".formatted(ratings.get(i), i));
        }
    }

    private void fractions() {
        List<OverallBand> bands = framework.overall().bands();
        Fraction before = null;
        for (int i = 0; i < bands.size(); i++) {
            String place = "overall.bands[%d].upToFractionOfMax".formatted(i);
            Fraction fraction = fraction(bands.get(i).upToFractionOfMax());
            if (fraction == null) {
                faults.add(place, "must be 1 or a fraction such as 5/6");
            } else {
                faults.require(
                        before == null || before.compareTo(fraction) < 0,
                        place,
                        "must be above the one before it");
                boolean last = i == bands.size() - 1;
                faults.require(
                        !last || fraction.compareTo(WHOLE) == 0, place, "must be 1 in the end");
                before = fraction;
            }
        }
    }

    private static @Nullable Fraction fraction(String text) {
        if (text.equals("1")) {
            return WHOLE;
        }
        Matcher parts = FRACTION.matcher(text);
        return parts.matches()
                ? new Fraction(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
                : null;
    }

    private record Fraction(int of, int outOf) implements Comparable<Fraction> {
        @Override
        public int compareTo(Fraction other) {
            return Integer.compare(of * other.outOf, other.of * outOf);
        }
    }

    // ---- domains, standards, key questions

    private void standards() {
        Set<String> domains = faults.ids("domains", framework.domains(), Domain::id);
        Set<String> keyQuestions =
                faults.ids("keyQuestions", framework.keyQuestions(), KeyQuestion::id);
        faults.ids("standards", framework.standards(), Standard::id);
        faults.belong(
                "standards",
                framework.standards(),
                Standard::id,
                "domain",
                Standard::domain,
                domains,
                "a domain");
        domains();
        for (int i = 0; i < framework.standards().size(); i++) {
            standard("standards[%d]".formatted(i), framework.standards().get(i), keyQuestions);
        }
        caseQuestions();
        keyQuestions();
        faults.require(
                framework.caseQuestions().size() <= CASE_QUESTIONS_MAX,
                "standards",
                "must ask at most %d questions of a case".formatted(CASE_QUESTIONS_MAX));
        faults.require(
                framework.standards().stream().anyMatch(Standard::assessedByCases),
                "standards",
                "must hold a standard that is assessed by cases");
        faults.require(
                framework.standards().stream().anyMatch(Standard::counts),
                "standards",
                "must hold a standard that counts towards the overall rating");
    }

    private void domains() {
        var used = new HashSet<String>();
        framework.standards().forEach(standard -> used.add(standard.domain()));
        for (int i = 0; i < framework.domains().size(); i++) {
            String place = "domains[%d]".formatted(i);
            Domain domain = framework.domains().get(i);
            faults.text(place + ".title", domain.title());
            assessed(place, domain.assessed());
            faults.known(used, domain.id(), place + ".id", "named by a standard");
        }
    }

    private void standard(String place, Standard standard, Set<String> keyQuestions) {
        faults.text(place + ".title", standard.title());
        faults.require(
                !standard.id().equals(OVERALL),
                place + ".id",
                "must not be %s: the overall rating is asked for by it".formatted(OVERALL));
        if (standard.assessed() != null) {
            assessed(place, standard.assessed());
        }
        boolean byCases = CASES.equals(assessed(standard));
        List<String> asked = standard.keyQuestions();
        if (byCases && (asked == null || asked.isEmpty())) {
            faults.add(
                    place + ".keyQuestions",
                    "must not be empty: the standard is assessed by cases");
        }
        if (!byCases && asked != null) {
            faults.add(
                    place + ".keyQuestions",
                    "must not be given: the standard is judged by evidence");
        }
        if (asked != null && !asked.isEmpty()) {
            faults.known(keyQuestions, asked, place + ".keyQuestions", "a key question");
        }
    }

    private void assessed(String place, String assessed) {
        faults.require(
                assessed.equals(CASES) || assessed.equals(EVIDENCE),
                place + ".assessed",
                "must be %s or %s".formatted(CASES, EVIDENCE));
    }

    /** A standard's own word goes before that of its domain. */
    private @Nullable String assessed(Standard standard) {
        return standard.assessed() != null
                ? standard.assessed()
                : framework.domains().stream()
                        .filter(domain -> domain.id().equals(standard.domain()))
                        .findFirst()
                        .map(Domain::assessed)
                        .orElse(null);
    }

    /**
     * A judgement answers by id: no two questions asked of a case may share one. An explanation
     * asks for a number by its id alone: no question may have that of a standard.
     */
    private void caseQuestions() {
        Iterator<CaseQuestion> next = framework.caseQuestions().iterator();
        Map<String, String> first = new HashMap<>();
        Map<String, String> standards = new LinkedHashMap<>();
        faults.apart(standards, "standards", framework.standards(), Standard::id);
        for (int i = 0; i < framework.standards().size(); i++) {
            List<String> asked = framework.standards().get(i).keyQuestions();
            for (int j = 0; asked != null && j < asked.size(); j++) {
                String place = "standards[%d].keyQuestions[%d]".formatted(i, j);
                String id = next.next().id();
                String before = first.putIfAbsent(id, place);
                faults.require(
                        before == null,
                        place,
                        "must not be asked as %s, as %s is".formatted(id, before));
                String standard = standards.get(id);
                faults.require(
                        standard == null,
                        place,
                        "must not be asked as %s, the id of %s".formatted(id, standard));
            }
        }
    }

    private void keyQuestions() {
        var asked = new HashSet<String>();
        framework.caseQuestions().forEach(question -> asked.add(question.keyQuestion()));
        for (int i = 0; i < framework.keyQuestions().size(); i++) {
            String place = "keyQuestions[%d]".formatted(i);
            KeyQuestion question = framework.keyQuestions().get(i);
            faults.text(place + ".text", question.text());
            faults.require(
                    asked.contains(question.id()), place + ".id", "must be asked by a standard");
        }
    }
}
