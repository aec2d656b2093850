package uk.inspection.cases.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;

/** Each shipped document is sound, and breaking one thing in it is found where it was broken. */
class FrameworkRulesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = 20250401;
    private static final int TIMES = 20;

    /** Breaks one thing in a document and says where. */
    interface Break extends BiFunction<ObjectNode, Random, String> {}

    static List<Framework> all() {
        return Frameworks.all();
    }

    static Stream<Arguments> pooled() {
        return breaks(PooledPercentage.class, Stream.concat(common(), ofPooled()).toList());
    }

    static Stream<Arguments> rated() {
        return breaks(RatedStandards.class, Stream.concat(common(), ofRated()).toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_shipped_framework_breaks_no_rule(Framework framework) {
        assertThat(FrameworkRules.violations(framework)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource({"pooled", "rated"})
    void what_is_broken_is_found_in_its_place(Framework framework, Break breaking) {
        var random = new Random(SEED);
        for (int i = 0; i < TIMES; i++) {
            ObjectNode document = tree(framework);
            String place = breaking.apply(document, random);

            assertThat(FrameworkRules.violations(read(document)))
                    .extracting(Violation::field)
                    .contains(place);
        }
    }

    @Test
    void an_unsound_framework_is_refused_with_every_place() {
        FrameworkRules.requireSound(newest("cci-2009"));
        ObjectNode document = tree(newest("cci-2009")).put("id", "Local").put("title", " ");
        Refused refused =
                catchThrowableOfType(
                        Refused.class, () -> FrameworkRules.requireSound(read(document)));
        assertThat(refused.kind()).isEqualTo(Refused.Kind.INVALID);
        assertThat(refused).hasMessage("The framework breaks 2 rule(s).");
        assertThat(refused.violations())
                .extracting(Violation::field)
                .containsExactly("id", "title");
    }

    // ---- what is said

    @Test
    void a_cycle_is_spelled_out_and_a_way_that_ends_elsewhere_is_none() {
        ObjectNode document = tree(newest("cci-2009"));
        at(document, "/criteria/0").put("section", "1.2");
        at(document, "/criteria/1").put("section", "1.3");
        at(document, "/criteria/2").put("section", "1.1");
        at(document, "/criteria/3").put("section", "2.1");
        at(document, "/criteria/4").put("section", "1.1");
        at(document, "/criteria/5").put("section", "3.1");

        assertThat(FrameworkRules.violations(read(document)))
                .contains(
                        new Violation(
                                "criteria[0].section",
                                "must not be a cycle: 1.1 belongs to 1.2 belongs to 1.3 belongs to"
                                        + " 1.1"),
                        new Violation(
                                "criteria[1].section",
                                "must not be a cycle: 1.2 belongs to 1.3 belongs to 1.1 belongs to"
                                        + " 1.2"),
                        new Violation(
                                "criteria[3].section", "must not be a cycle: 2.1 belongs to 2.1"),
                        new Violation("criteria[4].section", "must be a section"),
                        new Violation("criteria[5].section", "must be a section"));
    }

    @Test
    void standards_and_questions_that_belong_to_one_another_are_a_cycle_too() {
        ObjectNode rated = tree(newest("yj-2018"));
        at(rated, "/standards/4").put("domain", "2.2");
        at(rated, "/standards/5").put("domain", "2.1");
        assertThat(FrameworkRules.violations(read(rated)))
                .contains(
                        new Violation(
                                "standards[4].domain",
                                "must not be a cycle: 2.1 belongs to 2.2 belongs to 2.1"));

        ObjectNode pooled = tree(newest("cci-2009"));
        at(pooled, "/questions/0").put("criterion", "1.1.1");
        assertThat(FrameworkRules.violations(read(pooled)))
                .containsExactly(
                        new Violation(
                                "questions[0].criterion",
                                "must not be a cycle: 1.1.1 belongs to 1.1.1"));
    }

    @Test
    void overlaps_and_gaps_between_bands_are_told_apart_in_whatever_order_they_stand() {
        ObjectNode overlap = tree(newest("cci-2009"));
        at(overlap, "/bands/1").put("from", 44);
        assertThat(FrameworkRules.violations(read(overlap)))
                .containsExactly(
                        new Violation("bands[1].from", "must be above 44: it overlaps DRASTIC"));

        ObjectNode gap = tree(newest("cci-2009"));
        at(gap, "/bands/2").put("from", 62);
        assertThat(FrameworkRules.violations(read(gap)))
                .containsExactly(
                        new Violation(
                                "bands[2].from", "must be 60: a percent below it has no band"));

        ObjectNode within = tree(newest("cci-2009"));
        at(within, "/bands/0").put("to", 80);
        assertThat(FrameworkRules.violations(read(within)))
                .extracting(Violation::field)
                .containsExactly("bands[1].from", "bands[2].from", "bands[3].from");

        ObjectNode highestFirst = tree(newest("cci-2009"));
        ArrayNode bands = highestFirst.withArray("/bands");
        for (int i = 1; i < bands.size(); i++) {
            bands.insert(0, bands.remove(i));
        }
        assertThat(FrameworkRules.violations(read(highestFirst))).isEmpty();
        ((ObjectNode) bands.get(0)).put("to", 99);
        assertThat(FrameworkRules.violations(read(highestFirst)))
                .containsExactly(
                        new Violation(
                                "bands[0].to", "must be 100: a percent above it has no band"));
    }

    @Test
    void every_fault_is_told_and_no_more_than_fifty() {
        ObjectNode document = tree(newest("cci-2009"));
        document.put("rounding", "down");
        at(document, "/plan").put("monitoring", "weekly");
        at(document, "/questions/7").put("headline", "none");
        assertThat(FrameworkRules.violations(read(document)))
                .extracting(Violation::field)
                .containsExactly("plan.monitoring", "rounding", "questions[7].headline");

        for (JsonNode question : document.withArray("/questions")) {
            ((ObjectNode) question).put("text", " ");
        }
        assertThat(FrameworkRules.violations(read(document))).hasSize(50);
    }

    @Test
    void a_list_beyond_its_limit_is_not_looked_into() {
        ObjectNode document = tree(newest("cci-2009"));
        ArrayNode questions = document.withArray("/questions");
        while (questions.size() <= PooledRules.QUESTIONS_MAX) {
            questions.add(questions.get(0));
        }
        assertThat(FrameworkRules.violations(read(document)))
                .containsExactly(new Violation("questions", "must hold 1 to 500 items"));

        ObjectNode rated = tree(newest("yj-2018"));
        ArrayNode standards = rated.withArray("/standards");
        while (standards.size() <= RatedRules.STANDARDS_MAX) {
            standards.add(standards.get(0));
        }
        assertThat(FrameworkRules.violations(read(rated)))
                .containsExactly(new Violation("standards", "must hold 1 to 100 items"));
    }

    @Test
    void lists_within_lists_have_limits_too() {
        ObjectNode rated = tree(newest("yj-2018"));
        ArrayNode asked = at(rated, "/standards/4").withArray("keyQuestions");
        while (asked.size() <= RatedRules.KEY_QUESTIONS_MAX) {
            asked.add(asked.get(0));
        }
        assertThat(FrameworkRules.violations(read(rated)))
                .containsExactly(
                        new Violation("standards[4].keyQuestions", "must hold 1 to 100 items"));

        ObjectNode pooled = tree(newest("cci-2009"));
        ArrayNode bands = (ArrayNode) pooled.at("/reinspection/proposeWhen/allOf/0").get("bandIn");
        while (bands.size() <= PooledRules.BANDS_MAX) {
            bands.add(bands.get(0));
        }
        assertThat(FrameworkRules.violations(read(pooled)))
                .containsExactly(
                        new Violation(
                                "reinspection.proposeWhen.allOf[0].bandIn",
                                "must hold 1 to 20 items"));
    }

    @Test
    void what_an_explanation_is_asked_for_has_an_id_of_its_own() {
        ObjectNode pooled = tree(newest("cci-2009"));
        at(pooled, "/sections/0").put("id", "roh");
        for (JsonNode criterion : pooled.withArray("/criteria")) {
            if (criterion.get("section").textValue().equals("1")) {
                ((ObjectNode) criterion).put("section", "roh");
            }
        }
        at(pooled, "/questions/1").put("id", "2.1");
        assertThat(FrameworkRules.violations(read(pooled)))
                .containsExactly(
                        new Violation(
                                "sections[0].id", "must be another than that of headlines[1]"),
                        new Violation(
                                "questions[1].id", "must be another than that of criteria[3]"));

        ObjectNode rated = tree(newest("yj-2018"));
        at(rated, "/standards/0").put("id", "2.1.desistance");
        at(rated, "/standards/1").put("id", "overall");
        assertThat(FrameworkRules.violations(read(rated)))
                .extracting(Violation::field)
                .containsExactly("standards[1].id", "standards[4].keyQuestions[0]");
    }

    @Test
    void text_is_what_everybody_sees() {
        for (String no :
                new String[] {
                    " Safeguarding",
                    "Safeguarding ",
                    "\u2003Safeguarding",
                    "...",
                    "\u200b",
                    "Safe\u200bguarding",
                    "Safe\u202eguarding",
                    "Safe\nguarding",
                    "Safe\tguarding",
                    "Safe\u0085guarding"
                }) {
            ObjectNode document = tree(newest("cci-2009"));
            at(document, "/headlines/0").put("title", no);
            at(document, "/bands/3").put("label", no);
            at(document, "/questions/2").put("text", no);
            assertThat(FrameworkRules.violations(read(document)))
                    .as(no)
                    .extracting(Violation::field)
                    .containsExactlyInAnyOrder(
                            "headlines[0].title", "bands[3].label", "questions[2].text");
        }
        for (String yes : new String[] {"A", "Gwasanaeth Cyfiawnder \u0174", "2 (b)", "\u05d0"}) {
            ObjectNode document = tree(newest("cci-2009"));
            at(document, "/headlines/0").put("title", yes);
            assertThat(FrameworkRules.violations(read(document))).as(yes).isEmpty();
        }
    }

    @Test
    void two_standards_may_not_ask_a_question_by_the_same_id() {
        ObjectNode document = tree(newest("iyjs-2025"));
        at(document, "/standards/6").put("id", "V");
        ArrayNode asked = at(document, "/standards/5").putArray("keyQuestions");
        asked.add("change").add("change");

        assertThat(FrameworkRules.violations(read(document)))
                .containsExactly(
                        new Violation(
                                "standards[5].keyQuestions[1]",
                                "must not be asked as 2.3.change, as"
                                        + " standards[5].keyQuestions[0] is"));
    }

    @Test
    void a_framework_asks_something_of_cases_and_counts_something() {
        ObjectNode document = tree(newest("yj-2018"));
        for (JsonNode standard : document.withArray("/standards")) {
            ((ObjectNode) standard).put("assessed", "evidence").put("countsTowardsOverall", false);
            ((ObjectNode) standard).remove("keyQuestions");
        }
        document.withArray("/keyQuestions").removeAll().addObject().put("id", "a").put("text", "b");

        assertThat(FrameworkRules.violations(read(document)))
                .containsExactly(
                        new Violation("keyQuestions[0].id", "must be asked by a standard"),
                        new Violation(
                                "standards", "must hold a standard that is assessed by cases"),
                        new Violation(
                                "standards",
                                "must hold a standard that counts towards the overall rating"));
    }

    @Test
    void fractions_are_compared_by_what_they_are_worth() {
        ObjectNode document = tree(newest("yj-2018"));
        String[] worth = {"2/12", "3/6", "10/12", "6/6"};
        for (int i = 0; i < worth.length; i++) {
            at(document, "/overall/bands/" + i).put("upToFractionOfMax", worth[i]);
        }
        assertThat(FrameworkRules.violations(read(document))).isEmpty();

        at(document, "/overall/bands/1").put("upToFractionOfMax", "1/6");
        assertThat(FrameworkRules.violations(read(document)))
                .containsExactly(
                        new Violation(
                                "overall.bands[1].upToFractionOfMax",
                                "must be above the one before it"));
        for (String no : new String[] {"0/6", "1/0", "0.5", "2", "-1/6", "1 / 6", "", "1/99999"}) {
            at(document, "/overall/bands/1").put("upToFractionOfMax", no);
            assertThat(FrameworkRules.violations(read(document)))
                    .containsExactly(
                            new Violation(
                                    "overall.bands[1].upToFractionOfMax",
                                    "must be 1 or a fraction such as 5/6"));
        }
    }

    // ---- everything that can be broken

    private static Stream<Named<Break>> common() {
        return Stream.of(
                set("id", "Cci 2009"),
                set("id", "x"),
                set("version", 0),
                set("title", " "),
                set("title", "x".repeat(501)),
                set("rounding", "half-even"),
                set("inForce.from", "1989-12-31"),
                set("inForce.to", "2200-01-01"),
                named(
                        "in force to before from",
                        (document, _) -> {
                            at(document, "/inForce").put("to", "2001-01-01");
                            return "inForce.to";
                        }),
                set("plan.dueAfterPublicationDays", 0),
                set("plan.dueAfterPublicationDays", 3661),
                set("plan.monitoring", "weekly"),
                set("reinspection.afterMonths", 0),
                set("reinspection.afterMonths", 121),
                set("reinspection.status", ""),
                set("plan.status", " "),
                named(
                        "answers in another order",
                        (document, _) -> {
                            ArrayNode answers = document.withArray("/answers");
                            answers.add(answers.remove(0));
                            return "answers";
                        }),
                named(
                        "a fourth answer",
                        (document, _) -> {
                            document.withArray("/answers").add("perhaps");
                            return "answers";
                        }));
    }

    private static Stream<Named<Break>> ofPooled() {
        return Stream.of(
                each("headlines", "id", "a b"),
                each("headlines", "id", ""),
                each("headlines", "title", ""),
                each("sections", "id", "-1"),
                each("sections", "title", " "),
                each("criteria", "id", "x".repeat(65)),
                each("criteria", "title", " "),
                each("criteria", "section", "9"),
                each("criteria", "section", ""),
                each("questions", "id", "1/1"),
                each("questions", "text", ""),
                each("questions", "criterion", "9.9"),
                each("questions", "headline", "none"),
                each("bands", "label", " "),
                each("bands", "label", "x".repeat(101)),
                each("bands", "status", ""),
                each("bands", "from", 101),
                each("bands", "to", -1),
                twice("headlines", "id"),
                twice("sections", "id"),
                twice("criteria", "id"),
                twice("questions", "id"),
                twice("bands", "label"),
                empty("bands"),
                empty("headlines"),
                empty("sections"),
                empty("criteria"),
                empty("questions"),
                empty("reinspection.proposeWhen.allOf"),
                each("reinspection.proposeWhen.allOf", "headline", "none"),
                named(
                        "a condition on a band that is not there",
                        (document, random) -> {
                            ArrayNode all = document.withArray("/reinspection/proposeWhen/allOf");
                            int i = random.nextInt(all.size());
                            ((ArrayNode) all.get(i).get("bandIn")).add("SPLENDID");
                            return "reinspection.proposeWhen.allOf[%d].bandIn[1]".formatted(i);
                        }),
                named(
                        "a condition on no band",
                        (document, random) -> {
                            ArrayNode all = document.withArray("/reinspection/proposeWhen/allOf");
                            int i = random.nextInt(all.size());
                            ((ArrayNode) all.get(i).get("bandIn")).removeAll();
                            return "reinspection.proposeWhen.allOf[%d].bandIn".formatted(i);
                        }),
                named(
                        "an overlap of bands",
                        (document, random) -> {
                            ArrayNode bands = document.withArray("/bands");
                            int i = 1 + random.nextInt(bands.size() - 1);
                            int from = bands.get(i).get("from").intValue();
                            ((ObjectNode) bands.get(i)).put("from", from - 1 - random.nextInt(5));
                            return "bands[%d].from".formatted(i);
                        }),
                named(
                        "a gap between bands",
                        (document, random) -> {
                            ArrayNode bands = document.withArray("/bands");
                            int i = random.nextInt(bands.size());
                            int from = bands.get(i).get("from").intValue();
                            ((ObjectNode) bands.get(i)).put("from", from + 1 + random.nextInt(5));
                            return "bands[%d].from".formatted(i);
                        }),
                named(
                        "a band that ends before it begins",
                        (document, random) -> {
                            ArrayNode bands = document.withArray("/bands");
                            int i = 1 + random.nextInt(bands.size() - 1);
                            int from = bands.get(i).get("from").intValue();
                            ((ObjectNode) bands.get(i)).put("to", random.nextInt(from));
                            return "bands[%d].from".formatted(i);
                        }),
                named(
                        "no band for the best",
                        (document, random) -> {
                            ArrayNode bands = document.withArray("/bands");
                            int last = bands.size() - 1;
                            ((ObjectNode) bands.get(last)).put("to", 99 - random.nextInt(20));
                            return "bands[%d].to".formatted(last);
                        }),
                named(
                        "a criterion without a question that counts",
                        (document, random) -> {
                            int i = random.nextInt(document.withArray("/criteria").size());
                            String id = document.at("/criteria/" + i + "/id").textValue();
                            for (JsonNode question : document.withArray("/questions")) {
                                if (question.get("criterion").textValue().equals(id)) {
                                    ((ObjectNode) question).put("scored", false);
                                }
                            }
                            return "criteria[%d].id".formatted(i);
                        }),
                named(
                        "a section without a criterion",
                        (document, _) -> {
                            document.withArray("/sections")
                                    .addObject()
                                    .put("id", "9")
                                    .put("title", "N");
                            return "sections[%d].id"
                                    .formatted(document.withArray("/sections").size() - 1);
                        }),
                named(
                        "a headline without a question",
                        (document, _) -> {
                            document.withArray("/headlines")
                                    .addObject()
                                    .put("id", "n")
                                    .put("title", "N")
                                    .put("informsReinspection", false);
                            return "headlines[%d].id"
                                    .formatted(document.withArray("/headlines").size() - 1);
                        }),
                named(
                        "a criterion that belongs to a criterion",
                        (document, random) -> {
                            ArrayNode criteria = document.withArray("/criteria");
                            int i = random.nextInt(criteria.size());
                            int other = random.nextInt(criteria.size());
                            ((ObjectNode) criteria.get(i))
                                    .put("section", criteria.get(other).get("id").textValue());
                            return "criteria[%d].section".formatted(i);
                        }),
                set("questionnaires.minimumForJudgement.children", -1),
                set("questionnaires.minimumForJudgement.victims", 10_001),
                set("questionnaires.minimumForJudgement.status", " "),
                set("methodStatus", ""));
    }

    private static Stream<Named<Break>> ofRated() {
        return Stream.of(
                set("standardRule", "mean"),
                set("overall.rule", "median"),
                set("discretion.withinPercentagePoints", -1),
                set("discretion.withinPercentagePoints", 21),
                set("discretion.requiresReason", false),
                set("discretion.status", ""),
                set("standardRuleStatus", ""),
                set("overall.status", "x".repeat(501)),
                each("ratings", "status", " "),
                each("caseBands", "status", ""),
                empty("ratings"),
                empty("caseBands"),
                empty("overall.bands"),
                empty("domains"),
                empty("standards"),
                empty("keyQuestions"),
                empty("reinspection.proposeWhen.overallIn"),
                each("ratings", "label", ""),
                each("ratings", "points", 101),
                each("ratings", "points", -1),
                twice("ratings", "label"),
                each("caseBands", "label", "Splendid"),
                each("overall.bands", "label", "Splendid"),
                each("overall.bands", "upToFractionOfMax", "all"),
                each("domains", "id", " "),
                each("domains", "title", ""),
                each("domains", "assessed", "both"),
                twice("domains", "id"),
                each("standards", "id", "?"),
                each("standards", "title", ""),
                each("standards", "domain", "9"),
                each("standards", "assessed", "both"),
                twice("standards", "id"),
                each("keyQuestions", "id", "what?"),
                each("keyQuestions", "text", ""),
                twice("keyQuestions", "id"),
                named(
                        "one rating only",
                        (document, _) -> {
                            ArrayNode ratings = document.withArray("/ratings");
                            while (ratings.size() > 1) {
                                ratings.remove(1);
                            }
                            return "ratings";
                        }),
                named(
                        "as many points as the rating below",
                        (document, random) -> {
                            ArrayNode ratings = document.withArray("/ratings");
                            int i = 1 + random.nextInt(ratings.size() - 1);
                            ((ObjectNode) ratings.get(i)).put("points", i - 1);
                            return "ratings[%d].points".formatted(i);
                        }),
                named(
                        "points for the lowest rating",
                        (document, _) -> {
                            ((ObjectNode) document.at("/ratings/0")).put("points", 1);
                            return "ratings[0].points";
                        }),
                named(
                        "a rating without a band",
                        (document, _) -> {
                            ArrayNode bands = document.withArray("/caseBands");
                            bands.remove(bands.size() - 1);
                            return "caseBands";
                        }),
                named(
                        "an overlap of case bands",
                        (document, random) -> {
                            ArrayNode bands = document.withArray("/caseBands");
                            int i = 1 + random.nextInt(bands.size() - 1);
                            int from = bands.get(i).get("from").intValue();
                            ((ObjectNode) bands.get(i)).put("from", from - 1);
                            return "caseBands[%d].from".formatted(i);
                        }),
                named(
                        "case bands the other way round",
                        (document, _) -> {
                            ArrayNode bands = document.withArray("/caseBands");
                            for (JsonNode band : bands) {
                                int from = band.get("from").intValue();
                                ((ObjectNode) band)
                                        .put("from", 100 - band.get("to").intValue())
                                        .put("to", 100 - from);
                            }
                            return "caseBands[1].from";
                        }),
                named(
                        "no fraction for the best",
                        (document, _) -> {
                            ArrayNode bands = document.withArray("/overall/bands");
                            int last = bands.size() - 1;
                            ((ObjectNode) bands.get(last)).put("upToFractionOfMax", "11/12");
                            return "overall.bands[%d].upToFractionOfMax".formatted(last);
                        }),
                named(
                        "more than all",
                        (document, _) -> {
                            ArrayNode bands = document.withArray("/overall/bands");
                            int last = bands.size() - 1;
                            ((ObjectNode) bands.get(last)).put("upToFractionOfMax", "7/6");
                            return "overall.bands[%d].upToFractionOfMax".formatted(last);
                        }),
                named(
                        "a re-inspection for a rating that is not there",
                        (document, _) -> {
                            document.withArray("/reinspection/proposeWhen/overallIn").add("Poor");
                            return "reinspection.proposeWhen.overallIn[1]";
                        }),
                named(
                        "a key question that is not there",
                        (document, random) -> {
                            int i = byCases(document, random);
                            ArrayNode asked =
                                    document.withArray("/standards/" + i + "/keyQuestions");
                            int j = random.nextInt(asked.size());
                            asked.set(j, JSON.getNodeFactory().textNode("none"));
                            return "standards[%d].keyQuestions[%d]".formatted(i, j);
                        }),
                named(
                        "no key question where cases are asked",
                        (document, random) -> {
                            int i = byCases(document, random);
                            document.withArray("/standards/" + i + "/keyQuestions").removeAll();
                            return "standards[%d].keyQuestions".formatted(i);
                        }),
                named(
                        "key questions where evidence is judged",
                        (document, random) -> {
                            int i = byCases(document, random);
                            at(document, "/standards/" + i).put("assessed", "evidence");
                            return "standards[%d].keyQuestions".formatted(i);
                        }),
                named(
                        "cases for a standard that asks nothing",
                        (document, _) -> {
                            at(document, "/standards/0").put("assessed", "cases");
                            return "standards[0].keyQuestions";
                        }),
                named(
                        "a key question that nobody asks",
                        (document, _) -> {
                            ArrayNode all = document.withArray("/keyQuestions");
                            all.addObject().put("id", "new").put("text", "asks nobody");
                            return "keyQuestions[%d].id".formatted(all.size() - 1);
                        }),
                named(
                        "a domain without a standard",
                        (document, _) -> {
                            ArrayNode all = document.withArray("/domains");
                            all.addObject()
                                    .put("id", "9")
                                    .put("title", "Nine")
                                    .put("assessed", "evidence");
                            return "domains[%d].id".formatted(all.size() - 1);
                        }),
                named(
                        "a sample of fewer than none",
                        (document, _) -> {
                            document.putObject("sample")
                                    .putObject("children")
                                    .put("minimum", -1)
                                    .put("maximum", 4);
                            return "sample.children.minimum";
                        }),
                named(
                        "a sample with its limits turned round",
                        (document, _) -> {
                            document.putObject("sample")
                                    .putObject("victims")
                                    .put("minimum", 5)
                                    .put("maximum", 4);
                            return "sample.victims.maximum";
                        }));
    }

    // ---- the words of these tests

    private static Stream<Arguments> breaks(
            Class<? extends Framework> method, List<Named<Break>> breaks) {
        return Frameworks.all().stream()
                .filter(method::isInstance)
                .flatMap(framework ->
                        breaks.stream()
                                .map(one ->
                                        Arguments.of(Named.of(framework.id(), framework), one)));
    }

    private static Named<Break> named(String name, Break breaking) {
        return Named.of(name, breaking);
    }

    /** Puts a value at a place. */
    private static Named<Break> set(String place, Object value) {
        return named(
                place + " = " + shortened(value),
                (document, _) -> {
                    int dot = place.lastIndexOf('.');
                    String parent = dot < 0 ? "" : "/" + place.substring(0, dot).replace('.', '/');
                    at(document, parent).set(place.substring(dot + 1), JSON.valueToTree(value));
                    return place;
                });
    }

    /** Puts a value into some item of a list. */
    private static Named<Break> each(String list, String field, Object value) {
        return named(
                list + "[]." + field + " = " + shortened(value),
                (document, random) -> {
                    ArrayNode items = document.withArray("/" + list.replace('.', '/'));
                    int i = random.nextInt(items.size());
                    ((ObjectNode) items.get(i)).set(field, JSON.valueToTree(value));
                    return "%s[%d].%s".formatted(list, i, field);
                });
    }

    /** Gives an item of a list the name of another. */
    private static Named<Break> twice(String list, String field) {
        return named(
                list + "[]." + field + " twice",
                (document, random) -> {
                    ArrayNode items = document.withArray("/" + list);
                    int first = random.nextInt(items.size() - 1);
                    int again = first + 1 + random.nextInt(items.size() - first - 1);
                    ((ObjectNode) items.get(again)).set(field, items.get(first).get(field));
                    return "%s[%d].%s".formatted(list, again, field);
                });
    }

    private static Named<Break> empty(String list) {
        return named(
                "no " + list,
                (document, _) -> {
                    document.withArray("/" + list.replace('.', '/')).removeAll();
                    return list;
                });
    }

    /** Index of some standard that is assessed by cases. */
    private static int byCases(ObjectNode document, Random random) {
        var indexes = new ArrayList<Integer>();
        List<JsonNode> standards =
                StreamSupport.stream(document.withArray("/standards").spliterator(), false)
                        .toList();
        for (int i = 0; i < standards.size(); i++) {
            if (standards.get(i).has("keyQuestions")) {
                indexes.add(i);
            }
        }
        return indexes.get(random.nextInt(indexes.size()));
    }

    private static String shortened(Object value) {
        String text = "'" + value + "'";
        return text.length() > 20 ? text.substring(0, 20) + "..." : text;
    }

    private static ObjectNode at(ObjectNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }

    private static Framework newest(String id) {
        return Frameworks.newest(id).orElseThrow();
    }

    private static ObjectNode tree(Framework framework) {
        try {
            return (ObjectNode) JSON.readTree(Codec.encode(framework));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Framework read(ObjectNode document) {
        try {
            return Codec.framework(JSON.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
