package uk.inspection.cases.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Criterion;
import uk.inspection.contract.Framework.Headline;
import uk.inspection.contract.Framework.HeadlineCondition;
import uk.inspection.contract.Framework.Minimum;
import uk.inspection.contract.Framework.Named;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;

/** What a framework of pooled percentages keeps to. */
final class PooledRules {
    static final int QUESTIONS_MAX = 500;
    static final int CRITERIA_MAX = 100;
    static final int SECTIONS_MAX = 50;
    static final int HEADLINES_MAX = 20;
    static final int BANDS_MAX = 20;
    static final int QUESTIONNAIRES_MAX = 10_000;

    private static final List<String> ANSWERS =
            List.of("sufficient", "insufficient", "not-applicable");

    private final PooledPercentage framework;
    private final Faults faults;

    PooledRules(PooledPercentage framework, Faults faults) {
        this.framework = framework;
        this.faults = faults;
    }

    void check() {
        FrameworkRules.rounding(framework.rounding(), faults);
        FrameworkRules.answers(framework.answers(), ANSWERS, faults);
        faults.remark("methodStatus", framework.methodStatus());
        questionnaires();
        if (sizes()) {
            fitTogether();
        }
    }

    private boolean sizes() {
        return faults.size("bands", framework.bands(), BANDS_MAX)
                & faults.size("headlines", framework.headlines(), HEADLINES_MAX)
                & faults.size("sections", framework.sections(), SECTIONS_MAX)
                & faults.size("criteria", framework.criteria(), CRITERIA_MAX)
                & faults.size("questions", framework.questions(), QUESTIONS_MAX)
                & faults.size(
                        "reinspection.proposeWhen.allOf",
                        framework.reinspection().proposeWhen().allOf(),
                        HEADLINES_MAX);
    }

    private void fitTogether() {
        Set<String> labels = faults.labels("bands", framework.bands(), Band::label);
        faults.coverEveryPercentOnce("bands", framework.bands());
        Set<String> headlines = faults.ids("headlines", framework.headlines(), Headline::id);
        Set<String> sections = faults.ids("sections", framework.sections(), Named::id);
        Set<String> criteria = faults.ids("criteria", framework.criteria(), Criterion::id);
        faults.ids("questions", framework.questions(), Question::id);
        apart();

        texts("headlines", framework.headlines(), "title", Headline::title);
        texts("sections", framework.sections(), "title", Named::title);
        texts("criteria", framework.criteria(), "title", Criterion::title);
        texts("questions", framework.questions(), "text", Question::text);

        faults.belong(
                "criteria",
                framework.criteria(),
                Criterion::id,
                "section",
                Criterion::section,
                sections,
                "a section");
        faults.belong(
                "questions",
                framework.questions(),
                Question::id,
                "criterion",
                Question::criterion,
                criteria,
                "a criterion");
        for (int i = 0; i < framework.questions().size(); i++) {
            faults.known(
                    headlines,
                    framework.questions().get(i).headline(),
                    "questions[%d].headline".formatted(i),
                    "a headline");
        }
        somethingCounts();
        reinspection(headlines, labels);
    }

    /** An explanation asks for a number by its id alone. */
    private void apart() {
        var places = new LinkedHashMap<String, String>();
        faults.apart(places, "headlines", framework.headlines(), Headline::id);
        faults.apart(places, "sections", framework.sections(), Named::id);
        faults.apart(places, "criteria", framework.criteria(), Criterion::id);
        faults.apart(places, "questions", framework.questions(), Question::id);
    }

    private <T> void texts(String list, List<T> items, String field, Function<T, String> text) {
        for (int i = 0; i < items.size(); i++) {
            faults.text("%s[%d].%s".formatted(list, i, field), text.apply(items.get(i)));
        }
    }

    /** What no question counts towards would never have a score. */
    private void somethingCounts() {
        Map<String, String> sectionOf = new HashMap<>();
        framework.criteria().forEach(c -> sectionOf.put(c.id(), c.section()));
        var headlines = new HashSet<String>();
        var criteria = new HashSet<String>();
        var sections = new HashSet<String>();
        framework.questions().stream()
                .filter(Question::counts)
                .forEach(question -> {
                    headlines.add(question.headline());
                    criteria.add(question.criterion());
                    String section = sectionOf.get(question.criterion());
                    if (section != null) {
                        sections.add(section);
                    }
                });
        counts("headlines", framework.headlines(), Headline::id, headlines);
        counts("criteria", framework.criteria(), Criterion::id, criteria);
        counts("sections", framework.sections(), Named::id, sections);
    }

    private <T> void counts(
            String list, List<T> items, Function<T, String> id, Set<String> counting) {
        for (int i = 0; i < items.size(); i++) {
            faults.known(
                    counting,
                    id.apply(items.get(i)),
                    "%s[%d].id".formatted(list, i),
                    "named by a question that counts");
        }
    }

    private void reinspection(Set<String> headlines, Set<String> labels) {
        FrameworkRules.afterMonths(framework.reinspection().afterMonths(), faults);
        faults.remark("reinspection.status", framework.reinspection().status());
        List<HeadlineCondition> conditions = framework.reinspection().proposeWhen().allOf();
        for (int i = 0; i < conditions.size(); i++) {
            String place = "reinspection.proposeWhen.allOf[%d]".formatted(i);
            HeadlineCondition condition = conditions.get(i);
            faults.known(headlines, condition.headline(), place + ".headline", "a headline");
            if (faults.size(place + ".bandIn", condition.bandIn(), BANDS_MAX)) {
                faults.known(labels, condition.bandIn(), place + ".bandIn", "a band's label");
            }
        }
    }

    private void questionnaires() {
        if (framework.questionnaires() != null) {
            String place = "questionnaires.minimumForJudgement";
            Minimum minimum = framework.questionnaires().minimumForJudgement();
            faults.between(0, QUESTIONNAIRES_MAX, minimum.children(), place + ".children");
            faults.between(0, QUESTIONNAIRES_MAX, minimum.victims(), place + ".victims");
            faults.remark(place + ".status", minimum.status());
        }
    }
}
