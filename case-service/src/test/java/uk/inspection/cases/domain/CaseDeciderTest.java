package uk.inspection.cases.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.cases.domain.CaseCommand.AdjustRating;
import uk.inspection.cases.domain.CaseCommand.AllocateCase;
import uk.inspection.cases.domain.CaseCommand.AnnounceInspection;
import uk.inspection.cases.domain.CaseCommand.CloseFieldwork;
import uk.inspection.cases.domain.CaseCommand.Earlier;
import uk.inspection.cases.domain.CaseCommand.EraseCase;
import uk.inspection.cases.domain.CaseCommand.JudgeCase;
import uk.inspection.cases.domain.CaseCommand.JudgeCaseIndependently;
import uk.inspection.cases.domain.CaseCommand.JudgeStandard;
import uk.inspection.cases.domain.CaseCommand.ModerateCase;
import uk.inspection.cases.domain.CaseCommand.RecordContext;
import uk.inspection.cases.domain.CaseCommand.RecordQuestionnaires;
import uk.inspection.cases.domain.CaseCommand.ReopenFieldwork;
import uk.inspection.cases.domain.CaseCommand.SampleCases;
import uk.inspection.cases.domain.CaseCommand.WithdrawCase;
import uk.inspection.cases.domain.Refused.Kind;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.ErasureReason;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;

class CaseDeciderTest {
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final RatedStandards RATED = rated("yj-2018");
    private static final LocalDate START = LocalDate.of(2009, 4, 20);
    private static final LocalDate END = LocalDate.of(2009, 4, 24);
    private static final InspectionAnnounced ANNOUNCED = announced(CCI);
    private static final CaseSampled COMMUNITY = sampled("SEF09-02", Sentence.COMMUNITY);
    private static final CaseSampled CUSTODY = sampled("SEF09-01", Sentence.CUSTODY);
    private static final SortedMap<String, String> GOOD = answers(COMMUNITY, "sufficient");
    private static final SortedMap<String, String> POOR = answers(COMMUNITY, "insufficient");
    private static final InspectionAnnounced RATED_ANNOUNCED = announced(RATED);
    private static final SortedMap<String, String> COURT = domain("2", "yes");

    // ---- announcing

    @Test
    void an_inspection_is_announced_with_the_framework_in_force() {
        given().when(announce(CCI, InspectionKind.CORE, null)).then(ANNOUNCED);
    }

    @Test
    void an_inspection_is_announced_once() {
        given(ANNOUNCED)
                .when(announce(CCI, InspectionKind.CORE, null))
                .thenRefused(Kind.CONFLICT, "id");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(announce(CCI, InspectionKind.CORE, null))
                .thenRefused(Kind.CONFLICT, "id");
    }

    @Test
    void an_inspection_is_announced_under_every_framework_that_is_shipped() {
        for (Framework framework : Frameworks.all()) {
            given().when(announce(framework, InspectionKind.CORE, null)).then(announced(framework));
        }
    }

    @Test
    void fieldwork_does_not_end_before_it_starts() {
        given().when(fieldwork(END, START)).thenRefused(Kind.INVALID, "fieldworkEnd");
    }

    @Test
    void fieldwork_lies_in_our_time() {
        given().when(fieldwork(LocalDate.of(1989, 12, 31), END))
                .thenRefused(Kind.INVALID, "fieldworkStart");
        given().when(fieldwork(START, LocalDate.of(2200, 1, 2)))
                .thenRefused(Kind.INVALID, "fieldworkEnd");
    }

    @Test
    void only_a_reinspection_names_an_earlier_inspection() {
        given().when(announce(CCI, InspectionKind.CORE, new Earlier("first", "Sefton")))
                .thenRefused(Kind.INVALID, "reinspectionOf");
        given().when(announce(CCI, InspectionKind.REINSPECTION, null))
                .thenRefused(Kind.INVALID, "reinspectionOf");
    }

    @Test
    void a_reinspection_follows_up_an_inspection_of_the_same_area() {
        given().when(announce(CCI, InspectionKind.REINSPECTION, new Earlier("first", "Merton")))
                .thenRefused(Kind.INVALID, "reinspectionOf");
        given().when(announce(CCI, InspectionKind.REINSPECTION, new Earlier("nowhere", null)))
                .thenRefused(Kind.INVALID, "reinspectionOf");
        given().when(announce(CCI, InspectionKind.REINSPECTION, new Earlier("first", "Sefton")))
                .then(
                        new InspectionAnnounced(
                                "Sefton",
                                "Sefton YOT",
                                InspectionKind.REINSPECTION,
                                CCI,
                                "lead",
                                START,
                                END,
                                "first"));
    }

    @Test
    void nothing_happens_to_an_inspection_that_nobody_announced() {
        given().when(new CloseFieldwork()).thenRefused(Kind.MISSING);
        Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> CaseDecider.evolve(CaseDecider.initial(), COMMUNITY, "ann"));
    }

    // ---- sampling

    @Test
    void cases_are_sampled() {
        given(ANNOUNCED)
                .when(new SampleCases(List.of(CUSTODY, COMMUNITY)))
                .then(CUSTODY, COMMUNITY);
    }

    @Test
    void the_same_case_sampled_again_is_no_news() {
        given(ANNOUNCED, CUSTODY)
                .when(new SampleCases(List.of(CUSTODY, COMMUNITY)))
                .then(COMMUNITY);
    }

    @Test
    void a_case_is_not_sampled_twice_in_one_list() {
        given(ANNOUNCED)
                .when(new SampleCases(List.of(CUSTODY, CUSTODY)))
                .thenRefused(Kind.CONFLICT, "cases[1].caseId");
    }

    @Test
    void a_case_in_the_sample_keeps_its_particulars() {
        given(ANNOUNCED, CUSTODY)
                .when(new SampleCases(List.of(COMMUNITY, sampled("SEF09-01", Sentence.COMMUNITY))))
                .thenRefused(Kind.CONFLICT, "cases[1].caseId");
    }

    @Test
    void a_withdrawn_case_is_not_sampled_again() {
        given(ANNOUNCED, COMMUNITY, withdrawn())
                .when(new SampleCases(List.of(COMMUNITY)))
                .thenRefused(Kind.CONFLICT, "cases[0].caseId");
    }

    @Test
    void a_sample_has_a_limit() {
        var cases =
                IntStream.rangeClosed(0, CaseDecider.CASES_MAX)
                        .mapToObj(n -> sampled("C" + n, Sentence.COMMUNITY))
                        .toList();
        given(ANNOUNCED).when(new SampleCases(cases)).thenRefused(Kind.CONFLICT, "cases");
        given(ANNOUNCED)
                .when(new SampleCases(cases.subList(1, cases.size())))
                .then(cases.subList(1, cases.size()).toArray(CaseEvent[]::new));
    }

    // ---- allocating

    @Test
    void a_case_is_allocated_and_allocated_anew() {
        given(ANNOUNCED, COMMUNITY)
                .when(new AllocateCase("SEF09-02", "ann"))
                .then(new CaseAllocated("SEF09-02", "ann"));
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new CaseAllocated("SEF09-02", "ann"))
                .when(new AllocateCase("SEF09-02", "bob"))
                .then(new CaseAllocated("SEF09-02", "bob"));
    }

    @Test
    void the_same_allocation_again_is_no_news() {
        given(ANNOUNCED, COMMUNITY, new CaseAllocated("SEF09-02", "ann"))
                .when(new AllocateCase("SEF09-02", "ann"))
                .then();
    }

    @Test
    void a_case_outside_the_sample_is_not_allocated() {
        given(ANNOUNCED)
                .when(new AllocateCase("SEF09-02", "ann"))
                .thenRefused(Kind.CONFLICT, "caseId");
    }

    // ---- judging

    @Test
    void a_sampled_case_is_judged() {
        given(ANNOUNCED, COMMUNITY).when(judge(GOOD)).then(judged(GOOD, 1));
    }

    @Test
    void an_allocated_case_is_judged_by_its_inspector() {
        given(ANNOUNCED, COMMUNITY, new CaseAllocated("SEF09-02", "ann"))
                .when(judge(GOOD))
                .then(judged(GOOD, 1));
        given(ANNOUNCED, COMMUNITY, new CaseAllocated("SEF09-02", "bob"))
                .when(judge(GOOD))
                .thenRefused(Kind.FORBIDDEN, "caseId");
    }

    @Test
    void who_leads_judges_what_is_allocated_to_others() {
        given(ANNOUNCED, COMMUNITY, new CaseAllocated("SEF09-02", "bob"))
                .when(new JudgeCase("SEF09-02", GOOD, null, "lead", true, null))
                .then(judged(GOOD, 1));
    }

    @Test
    void what_is_allocated_to_another_is_refused_before_anything_is_told_of_it() {
        given(
                        ANNOUNCED,
                        COMMUNITY,
                        new CaseAllocated("SEF09-02", "bob"),
                        judged(GOOD, 1),
                        new FieldworkClosed(1, 1))
                .when(judge(GOOD))
                .thenRefused(Kind.FORBIDDEN, "caseId");
    }

    @Test
    void a_judgement_is_revised() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).when(judge(POOR)).then(judged(POOR, 2));
    }

    @Test
    void the_same_judgement_again_is_no_news() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).when(judge(GOOD)).then();
    }

    @Test
    void the_same_judgement_again_is_no_news_even_after_fieldwork() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(judge(GOOD))
                .then();
    }

    @Test
    void a_case_must_be_in_the_sample_before_it_is_judged() {
        given(ANNOUNCED, CUSTODY).when(judge(GOOD)).thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void a_withdrawn_case_is_not_judged() {
        given(ANNOUNCED, COMMUNITY, withdrawn())
                .when(judge(GOOD))
                .thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void a_judgement_after_fieldwork_closed_is_refused() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(judge(POOR))
                .thenRefused(Kind.CONFLICT, "status");
    }

    @Test
    void a_judgement_of_a_revision_that_is_no_longer_the_newest_is_refused() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new JudgeCase("SEF09-02", POOR, null, "ann", false, 0L))
                .thenRefused(Kind.STALE, "If-Match");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new JudgeCase("SEF09-02", POOR, null, "ann", false, 1L))
                .then(judged(POOR, 2));
    }

    @Test
    void an_unknown_question_is_refused() {
        given(ANNOUNCED, COMMUNITY)
                .when(judge(with(GOOD, "9.9.9", "sufficient")))
                .thenRefused(Kind.INVALID, "answers.9.9.9");
    }

    @Test
    void an_unknown_answer_code_is_refused() {
        given(ANNOUNCED, COMMUNITY)
                .when(judge(with(GOOD, "1.1.1", "excellent")))
                .thenRefused(Kind.INVALID, "answers.1.1.1");
    }

    @Test
    void a_missing_answer_to_an_applicable_question_is_refused() {
        var incomplete = new TreeMap<>(GOOD);
        incomplete.remove("1.1.1");
        incomplete.remove("2.3.3");
        given(ANNOUNCED, COMMUNITY)
                .when(judge(incomplete))
                .thenRefused(Kind.INVALID, "answers.1.1.1", "answers.2.3.3");
    }

    @Test
    void a_question_of_another_phase_may_be_left_out_or_not_applicable_but_not_answered() {
        var without = new TreeMap<>(GOOD);
        without.remove("1.2.16");
        given(ANNOUNCED, COMMUNITY).when(judge(without)).then(judged(without, 1));
        given(ANNOUNCED, COMMUNITY)
                .when(judge(with(GOOD, "1.2.16", "sufficient")))
                .thenRefused(Kind.INVALID, "answers.1.2.16");
    }

    @Test
    void a_custody_case_answers_the_questions_of_custody() {
        var answers = answers(CUSTODY, "sufficient");
        assertThat(answers.get("1.2.16")).isEqualTo("sufficient");
        given(ANNOUNCED, CUSTODY)
                .when(new JudgeCase("SEF09-01", answers, null, "ann", false, null))
                .then(new CaseJudged("SEF09-01", 1, answers));
    }

    @Test
    void a_case_without_a_sentence_of_a_court_answers_the_questions_of_every_case_only() {
        var caution = sampled("SEF09-02", Sentence.OUT_OF_COURT);
        var answers = answers(caution, "sufficient");
        assertThat(answers).containsValues("sufficient", "not-applicable");
        given(ANNOUNCED).when(new SampleCases(List.of(caution))).then(caution);
        given(ANNOUNCED, caution).when(judge(answers)).then(judged(answers, 1));
        given(ANNOUNCED, caution)
                .when(judge(with(answers, "1.2.16", "sufficient")))
                .thenRefused(Kind.INVALID, "answers.1.2.16");
    }

    // ---- judging under rated standards

    @Test
    void a_case_is_judged_domain_by_domain_under_rated_standards() {
        var outOfCourt = domain("3", "no");
        var both = new TreeMap<>(COURT);
        both.putAll(outOfCourt);
        for (var answers : List.of(COURT, outOfCourt, both, domain("2", "not-applicable"))) {
            given(RATED_ANNOUNCED, COMMUNITY).when(judge(answers)).then(judged(answers, 1));
        }
    }

    @Test
    void work_with_victims_is_a_domain_of_its_own() {
        var victims = new TreeMap<>(Map.of("V1.1", "yes", "V1.2", "no"));
        var announced = announced(rated("iyjs-2025"));
        given(announced, COMMUNITY).when(judge(victims)).then(judged(victims, 1));
        given(announced, COMMUNITY)
                .when(judge(new TreeMap<>(Map.of("V1.1", "yes"))))
                .thenRefused(Kind.INVALID, "answers.V1.2");
    }

    @Test
    void a_domain_that_is_answered_in_part_is_refused() {
        var incomplete = new TreeMap<>(COURT);
        incomplete.remove("2.1.desistance");
        incomplete.remove("2.4.public-safety");
        given(RATED_ANNOUNCED, COMMUNITY)
                .when(judge(incomplete))
                .thenRefused(Kind.INVALID, "answers.2.1.desistance", "answers.2.4.public-safety");
        given(RATED_ANNOUNCED, COMMUNITY)
                .when(judge(with(COURT, "3.4.desistance", "yes")))
                .thenRefused(
                        Kind.INVALID,
                        RATED.caseQuestions().stream()
                                .filter(q -> q.standard().domain().equals("3"))
                                .map(q -> "answers." + q.id())
                                .filter(field -> !field.equals("answers.3.4.desistance"))
                                .toArray(String[]::new));
    }

    @Test
    void unknown_questions_and_codes_are_refused_under_rated_standards_too() {
        given(RATED_ANNOUNCED, COMMUNITY)
                .when(judge(with(with(COURT, "2.2.desistance", "sufficient"), "1.1", "yes")))
                .thenRefused(Kind.INVALID, "answers.2.2.desistance", "answers.1.1");
    }

    @Test
    void answers_of_no_domain_are_refused() {
        given(RATED_ANNOUNCED, COMMUNITY)
                .when(judge(new TreeMap<>()))
                .thenRefused(Kind.INVALID, "answers");
        given(RATED_ANNOUNCED, COMMUNITY)
                .when(judge(new TreeMap<>(Map.of("1.1", "yes"))))
                .thenRefused(Kind.INVALID, "answers.1.1", "answers");
    }

    @Test
    void a_moderation_under_rated_standards_is_complete_too() {
        var incomplete = new TreeMap<>(COURT);
        incomplete.remove("2.3.child-safety");
        var given = given(RATED_ANNOUNCED, COMMUNITY, judged(COURT, 1));
        given.when(moderate(incomplete)).thenRefused(Kind.INVALID, "answers.2.3.child-safety");
        given.when(moderate(domain("2", "no")))
                .then(
                        new CaseModerated(
                                "SEF09-02", 2, domain("2", "no"), ModerationReason.CONSISTENCY));
    }

    // ---- judging independently

    @Test
    void another_inspector_judges_a_case_independently() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(independently("bob", POOR))
                .then(independent(POOR, 1));
    }

    @Test
    void independent_judgements_of_a_case_are_counted_and_leave_its_revision_alone() {
        var given = given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).and("bob", independent(POOR, 1));
        given.when(independently("cleo", POOR)).then(independent(POOR, 2));
        given.when(independently("bob", GOOD)).then(independent(GOOD, 2));
        given.when(judge(POOR)).then(judged(POOR, 2));
    }

    @Test
    void the_same_independent_judgement_by_the_same_inspector_is_no_news() {
        var given = given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).and("bob", independent(POOR, 1));
        given.when(independently("bob", POOR)).then();
        given.and("lead", new FieldworkClosed(1, 1)).when(independently("bob", POOR)).then();
        given.and("bob", independent(GOOD, 2))
                .when(independently("bob", POOR))
                .then(independent(POOR, 3));
    }

    @Test
    void who_judged_a_case_does_not_judge_it_independently() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(independently("ann", POOR))
                .thenRefused(Kind.CONFLICT, "caseId");
        var revised = given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).and("bob", judged(POOR, 2));
        revised.when(independently("bob", GOOD)).thenRefused(Kind.CONFLICT, "caseId");
        revised.when(independently("ann", GOOD)).then(independent(GOOD, 1));
    }

    @Test
    void moderation_and_allocation_do_not_change_who_judged() {
        var moderated =
                given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                        .and("bob", independent(GOOD, 1))
                        .and(
                                "lead",
                                new CaseModerated(
                                        "SEF09-02", 2, POOR, ModerationReason.CONSISTENCY))
                        .and("lead", new CaseAllocated("SEF09-02", "cleo"));
        moderated.when(independently("ann", GOOD)).thenRefused(Kind.CONFLICT, "caseId");
        moderated.when(independently("cleo", GOOD)).then(independent(GOOD, 2));
        moderated.when(independently("bob", GOOD)).then();
    }

    @Test
    void who_moderated_a_case_does_not_judge_it_independently() {
        var moderated =
                given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                        .and(
                                "lead",
                                new CaseModerated(
                                        "SEF09-02", 2, POOR, ModerationReason.CONSISTENCY));
        moderated
                .when(independently("lead", GOOD))
                .thenRefused(Kind.CONFLICT, "caseId")
                .hasMessage(
                        "Who moderated a case knows its judgement and does not judge it"
                                + " independently.");
        moderated.when(independently("bob", GOOD)).then(independent(GOOD, 1));
        var later =
                moderated
                        .and("bob", independent(GOOD, 1))
                        .and("lead", new CaseAllocated("SEF09-02", "ann"))
                        .and("cleo", judged(GOOD, 3))
                        .and(
                                "deputy",
                                new CaseModerated("SEF09-02", 4, POOR, ModerationReason.AGREED));
        later.when(independently("lead", GOOD)).thenRefused(Kind.CONFLICT, "caseId");
        later.when(independently("deputy", GOOD)).thenRefused(Kind.CONFLICT, "caseId");
        later.when(independently("ann", GOOD)).then(independent(GOOD, 2));
    }

    @Test
    void who_judged_a_case_independently_before_may_moderate_it() {
        var given = given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).and("lead", independent(POOR, 1));
        given.when(moderate(POOR))
                .then(new CaseModerated("SEF09-02", 2, POOR, ModerationReason.CONSISTENCY));
        var moderated =
                given.and(
                        "lead",
                        new CaseModerated("SEF09-02", 2, POOR, ModerationReason.CONSISTENCY));
        moderated.when(independently("lead", POOR)).then();
        moderated.when(independently("lead", GOOD)).thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void who_judged_a_case_independently_does_not_replace_its_first_judgement() {
        var given = given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).and("bob", independent(POOR, 1));
        given.when(new JudgeCase("SEF09-02", POOR, null, "bob", false, null))
                .thenRefused(Kind.CONFLICT, "caseId");
        given.when(new JudgeCase("SEF09-02", POOR, null, "cleo", false, null))
                .then(judged(POOR, 2));
        given.and("cleo", judged(POOR, 2))
                .when(new JudgeCase("SEF09-02", GOOD, null, "bob", false, null))
                .thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void only_a_judged_case_in_the_sample_is_judged_independently_and_before_the_close() {
        given(ANNOUNCED).when(independently("bob", POOR)).thenRefused(Kind.CONFLICT, "caseId");
        given(ANNOUNCED, COMMUNITY)
                .when(independently("bob", POOR))
                .thenRefused(Kind.CONFLICT, "caseId");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), withdrawn())
                .when(independently("bob", POOR))
                .thenRefused(Kind.CONFLICT, "caseId");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(independently("bob", POOR))
                .thenRefused(Kind.CONFLICT, "status");
    }

    @Test
    void an_independent_judgement_is_complete() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(independently("bob", with(GOOD, "1.1.1", "?")))
                .thenRefused(Kind.INVALID, "answers.1.1.1");
        given(RATED_ANNOUNCED, COMMUNITY, judged(COURT, 1))
                .when(independently("bob", new TreeMap<>(Map.of("2.1.desistance", "yes"))))
                .thenRefused(
                        Kind.INVALID,
                        RATED.caseQuestions().stream()
                                .filter(q -> q.standard().domain().equals("2"))
                                .map(q -> "answers." + q.id())
                                .filter(field -> !field.equals("answers.2.1.desistance"))
                                .toArray(String[]::new));
    }

    // ---- moderating

    @Test
    void a_judgement_is_moderated_into_a_new_revision() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new ModerateCase("SEF09-02", POOR, null, ModerationReason.CONSISTENCY, null))
                .then(new CaseModerated("SEF09-02", 2, POOR, ModerationReason.CONSISTENCY));
    }

    @Test
    void a_moderated_judgement_is_the_one_that_stands() {
        given(
                        ANNOUNCED,
                        COMMUNITY,
                        judged(GOOD, 1),
                        new CaseModerated("SEF09-02", 2, POOR, ModerationReason.CONSISTENCY))
                .when(judge(GOOD))
                .then(judged(GOOD, 3));
    }

    @Test
    void a_case_that_nobody_judged_is_not_moderated() {
        given(ANNOUNCED, COMMUNITY)
                .when(new ModerateCase("SEF09-02", POOR, null, ModerationReason.AGREED, null))
                .thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void a_moderation_is_complete_and_of_the_newest_revision() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(
                        new ModerateCase(
                                "SEF09-02",
                                with(GOOD, "1.1.1", "?"),
                                null,
                                ModerationReason.AGREED,
                                1L))
                .thenRefused(Kind.INVALID, "answers.1.1.1");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new ModerateCase("SEF09-02", POOR, null, ModerationReason.AGREED, 7L))
                .thenRefused(Kind.STALE, "If-Match");
    }

    // ---- withdrawing

    @Test
    void a_case_is_withdrawn_judged_or_not() {
        given(ANNOUNCED, COMMUNITY).when(withdraw()).then(withdrawn());
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1)).when(withdraw()).then(withdrawn());
    }

    @Test
    void a_case_withdrawn_again_is_no_news() {
        given(ANNOUNCED, COMMUNITY, withdrawn()).when(withdraw()).then();
        given(ANNOUNCED, COMMUNITY, withdrawn(), new CaseAllocated("SEF09-02", "ann"))
                .when(withdraw())
                .then();
    }

    @Test
    void a_case_outside_the_sample_is_not_withdrawn() {
        given(ANNOUNCED).when(withdraw()).thenRefused(Kind.CONFLICT, "caseId");
    }

    // ---- standards

    @Test
    void a_framework_of_pooled_percentages_has_no_standards() {
        given(ANNOUNCED)
                .when(new JudgeStandard("1.1", "Good"))
                .thenRefused(Kind.INVALID, "standard");
    }

    @Test
    void a_standard_is_judged_by_evidence_and_judged_anew() {
        given(announced(RATED))
                .when(new JudgeStandard("1.1", "Good"))
                .then(new StandardJudged("1.1", 1, "Good"));
        given(announced(RATED), new StandardJudged("1.1", 1, "Good"))
                .when(new JudgeStandard("1.1", null))
                .then(new StandardJudged("1.1", 2, null));
    }

    @Test
    void the_same_rating_again_is_no_news() {
        given(announced(RATED), new StandardJudged("1.1", 1, "Good"))
                .when(new JudgeStandard("1.1", "Good"))
                .then();
    }

    @Test
    void only_standards_judged_by_evidence_get_one_of_the_ratings() {
        given(announced(RATED))
                .when(new JudgeStandard("7.7", "Good"))
                .thenRefused(Kind.INVALID, "standard");
        given(announced(RATED))
                .when(new JudgeStandard("2.1", "Good"))
                .thenRefused(Kind.INVALID, "standard");
        given(announced(RATED))
                .when(new JudgeStandard("1.1", "Splendid"))
                .thenRefused(Kind.INVALID, "rating");
    }

    // ---- discretion

    @Test
    void a_rating_within_reach_is_adjusted_with_a_reason() {
        lowest(61)
                .when(adjust("Requires improvement", "Good"))
                .then(adjusted("Requires improvement", "Good"));
        lowest(60)
                .when(adjust("Requires improvement", "Good"))
                .then(adjusted("Requires improvement", "Good"));
        lowest(54)
                .when(adjust("Requires improvement", "Inadequate"))
                .then(adjusted("Requires improvement", "Inadequate"));
        lowest(80).when(adjust("Outstanding", "Good")).then(adjusted("Outstanding", "Good"));
    }

    @Test
    void a_rating_out_of_reach_is_refused_with_the_points() {
        lowest(59)
                .when(adjust("Requires improvement", "Good"))
                .thenRefused(Kind.CONFLICT, "to")
                .hasMessage(
                        "Discretion reaches 5 percentage points: the lowest key question is at 59%,"
                                + " 6 points from the 65% of Good.");
        lowest(55)
                .when(adjust("Requires improvement", "Inadequate"))
                .thenRefused(Kind.CONFLICT, "to")
                .hasMessage(
                        "Discretion reaches 5 percentage points: the lowest key question is at 55%,"
                                + " 6 points from the 49% of Inadequate.");
        lowest(61)
                .when(adjust("Requires improvement", "Outstanding"))
                .thenRefused(Kind.CONFLICT, "to");
    }

    @Test
    void the_lowest_key_question_is_the_one_that_discretion_moves() {
        var answers = with(COURT, "2.1.public-safety", "no");
        given(RATED_ANNOUNCED, COMMUNITY, judged(answers, 1))
                .when(adjust("Inadequate", "Good"))
                .thenRefused(Kind.CONFLICT, "to");
        given(RATED_ANNOUNCED, COMMUNITY, judged(answers, 1))
                .when(new AdjustRating("2.2", "Outstanding", "Outstanding", "why"))
                .thenRefused(Kind.CONFLICT, "to");
    }

    @Test
    void the_same_adjustment_again_is_no_news_and_another_reason_is() {
        var given = lowest(61).and("lead", adjusted("Requires improvement", "Good"));
        given.when(adjust("Requires improvement", "Good")).then();
        given.when(new AdjustRating("2.1", "Requires improvement", "Good", "a better reason"))
                .then(new RatingAdjusted("2.1", "Requires improvement", "Good", "a better reason"));
    }

    @Test
    void an_adjustment_in_effect_is_taken_back() {
        var back = adjusted("Requires improvement", "Requires improvement");
        var given = lowest(61).and("lead", adjusted("Requires improvement", "Good"));
        given.when(adjust("Requires improvement", "Requires improvement")).then(back);
        given.and("lead", back)
                .when(adjust("Requires improvement", "Requires improvement"))
                .thenRefused(Kind.CONFLICT, "to");
    }

    @Test
    void an_adjustment_that_is_not_in_effect_is_taken_back_before_it_can_wake() {
        // The cases went on to give another rating, or the same one out of reach.
        lowest(66)
                .and("lead", adjusted("Requires improvement", "Good"))
                .when(adjust("Good", "Good"))
                .then(adjusted("Good", "Good"));
        lowest(59)
                .and("lead", adjusted("Requires improvement", "Good"))
                .when(adjust("Requires improvement", "Requires improvement"))
                .then(adjusted("Requires improvement", "Requires improvement"));
        lowest(66)
                .and("lead", adjusted("Requires improvement", "Good"))
                .and("lead", adjusted("Good", "Good"))
                .when(adjust("Good", "Good"))
                .thenRefused(Kind.CONFLICT, "to");
    }

    @Test
    void without_an_adjustment_there_is_none_to_take_back() {
        lowest(61)
                .when(adjust("Requires improvement", "Requires improvement"))
                .thenRefused(Kind.CONFLICT, "to");
    }

    @Test
    void an_adjustment_of_what_the_cases_no_longer_give_is_refused_with_what_they_give() {
        lowest(66)
                .and("lead", adjusted("Requires improvement", "Good"))
                .when(adjust("Requires improvement", "Requires improvement"))
                .thenRefused(Kind.CONFLICT, "from")
                .hasMessage("The cases give this standard Good now.");
        lowest(61).when(adjust("Good", "Good")).thenRefused(Kind.CONFLICT, "from");
        lowest(61).when(adjust("Splendid", "Good")).thenRefused(Kind.CONFLICT, "from");
    }

    @Test
    void an_adjustment_that_the_cases_outran_can_be_made_again_from_where_they_are() {
        lowest(79)
                .and("lead", adjusted("Requires improvement", "Good"))
                .when(adjust("Good", "Outstanding"))
                .then(adjusted("Good", "Outstanding"));
    }

    @Test
    void discretion_moves_no_standard_that_the_cases_do_not_rate() {
        given(RATED_ANNOUNCED)
                .when(adjust("Requires improvement", "Good"))
                .thenRefused(Kind.CONFLICT, "standard");
        given(RATED_ANNOUNCED, COMMUNITY, judged(domain("2", "not-applicable"), 1))
                .when(adjust("Requires improvement", "Good"))
                .thenRefused(Kind.CONFLICT, "standard");
        lowest(61)
                .when(new AdjustRating("3.1", "Good", "Good", "why"))
                .thenRefused(Kind.CONFLICT, "standard");
        given(RATED_ANNOUNCED, COMMUNITY, judged(COURT, 1), withdrawn())
                .when(adjust("Requires improvement", "Good"))
                .thenRefused(Kind.CONFLICT, "standard");
    }

    @Test
    void discretion_is_of_standards_assessed_by_cases_and_ratings_of_the_framework() {
        lowest(61)
                .when(new AdjustRating("1.1", "Good", "Good", "why"))
                .thenRefused(Kind.INVALID, "standard");
        lowest(61)
                .when(new AdjustRating("7.7", "Good", "Good", "why"))
                .thenRefused(Kind.INVALID, "standard");
        lowest(61).when(adjust("Requires improvement", "Splendid")).thenRefused(Kind.INVALID, "to");
        given(ANNOUNCED)
                .when(adjust("Requires improvement", "Good"))
                .thenRefused(Kind.INVALID, "standard");
    }

    // ---- what the cases give

    @Test
    void the_lowest_key_question_fixes_the_rating() {
        var standard = standard("2.1");
        assertThat(CaseRating.of(RATED, standard, List.of(COURT)))
                .isEqualTo(new CaseRating("Outstanding", 100));
        assertThat(CaseRating.of(RATED, standard, List.of(with(COURT, "2.1.child-safety", "no"))))
                .isEqualTo(new CaseRating("Inadequate", 0));
    }

    @Test
    void percentages_are_whole_half_up_and_leave_out_what_is_not_applicable() {
        var yes = COURT;
        var no = with(COURT, "2.1.desistance", "no");
        var notApplicable = with(COURT, "2.1.desistance", "not-applicable");
        // 129 of 200 is 64.5%: half up it is 65%.
        var cases = new ArrayList<SortedMap<String, String>>();
        cases.addAll(Collections.nCopies(129, yes));
        cases.addAll(Collections.nCopies(71, no));
        cases.addAll(Collections.nCopies(9, notApplicable));
        cases.addAll(Collections.nCopies(9, domain("3", "no")));
        assertThat(CaseRating.of(RATED, standard("2.1"), cases))
                .isEqualTo(new CaseRating("Good", 65));
    }

    @Test
    void a_key_question_that_applied_to_no_case_is_left_out() {
        var answers = with(COURT, "2.1.desistance", "not-applicable");
        assertThat(CaseRating.of(RATED, standard("2.1"), List.of(answers)))
                .isEqualTo(new CaseRating("Outstanding", 100));
        assertThat(CaseRating.of(RATED, standard("3.1"), List.of(answers))).isNull();
    }

    // ---- questionnaires and context

    @Test
    void questionnaires_are_counted_in_all() {
        given(ANNOUNCED)
                .when(new RecordQuestionnaires(Respondents.CHILDREN, 2))
                .then(new QuestionnaireRecorded(Respondents.CHILDREN, 2));
        given(ANNOUNCED, new QuestionnaireRecorded(Respondents.CHILDREN, 2))
                .when(new RecordQuestionnaires(Respondents.CHILDREN, 2))
                .then();
        given(ANNOUNCED, new QuestionnaireRecorded(Respondents.CHILDREN, 2))
                .when(new RecordQuestionnaires(Respondents.VICTIMS, 4))
                .then(new QuestionnaireRecorded(Respondents.VICTIMS, 4));
    }

    @Test
    void context_is_recorded_in_fieldwork_and_after() {
        var context = new RecordContext(ContextTopic.BOARD_PROGRESS, "The board met.");
        var recorded = new ContextRecorded(ContextTopic.BOARD_PROGRESS, "The board met.");
        given(ANNOUNCED).when(context).then(recorded);
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(context)
                .then(recorded);
    }

    // ---- closing and reopening

    @Test
    void fieldwork_closes_when_every_case_is_judged_or_withdrawn() {
        given(
                        ANNOUNCED,
                        COMMUNITY,
                        CUSTODY,
                        judged(GOOD, 1),
                        new CaseWithdrawn("SEF09-01", WithdrawalReason.DUPLICATE))
                .when(new CloseFieldwork())
                .then(new FieldworkClosed(1, 1));
    }

    @Test
    void fieldwork_does_not_close_over_an_open_case() {
        given(ANNOUNCED, COMMUNITY, CUSTODY, judged(GOOD, 1))
                .when(new CloseFieldwork())
                .thenRefused(Kind.CONFLICT, "cases.SEF09-01");
    }

    @Test
    void fieldwork_does_not_close_over_nothing() {
        given(ANNOUNCED).when(new CloseFieldwork()).thenRefused(Kind.CONFLICT, "cases");
    }

    @Test
    void fieldwork_does_not_close_over_a_standard_that_nobody_judged() {
        var evidence =
                List.of(
                        new StandardJudged("1.1", 1, "Good"),
                        new StandardJudged("1.3", 1, "Good"),
                        new StandardJudged("1.4", 1, null));
        var given = given(RATED_ANNOUNCED, COMMUNITY, judged(COURT, 1));
        for (var judged : evidence) {
            given = given.and("lead", judged);
        }
        given.when(new CloseFieldwork()).thenRefused(Kind.CONFLICT, "standards.1.2");
        given.and("lead", new StandardJudged("1.2", 1, null))
                .when(new CloseFieldwork())
                .then(new FieldworkClosed(1, 1));
    }

    @Test
    void a_standard_that_is_optional_need_not_be_judged() {
        given(announced(rated("yj-2021")), COMMUNITY, judged(COURT, 1))
                .when(new CloseFieldwork())
                .thenRefused(
                        Kind.CONFLICT,
                        "standards.1.1",
                        "standards.1.2",
                        "standards.1.3",
                        "standards.1.4",
                        "standards.3.4");
    }

    @Test
    void fieldwork_under_rated_standards_does_not_close_without_a_judged_case() {
        given(
                        announced(rated("iyjs-2025")),
                        COMMUNITY,
                        withdrawn(),
                        new StandardJudged("1.1", 1, "Good"),
                        new StandardJudged("1.2", 1, "Good"),
                        new StandardJudged("1.3", 1, "Good"))
                .when(new CloseFieldwork())
                .thenRefused(Kind.CONFLICT, "cases");
    }

    @Test
    void closing_again_is_no_news() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(new CloseFieldwork())
                .then();
    }

    @Test
    void closed_fieldwork_is_reopened_and_judged_on() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(new ReopenFieldwork("a case was misread"))
                .then(new FieldworkReopened("a case was misread"));
        given(
                        ANNOUNCED,
                        COMMUNITY,
                        judged(GOOD, 1),
                        new FieldworkClosed(1, 1),
                        new FieldworkReopened("a case was misread"))
                .when(judge(POOR))
                .then(judged(POOR, 2));
    }

    @Test
    void open_fieldwork_is_not_reopened() {
        given(ANNOUNCED).when(new ReopenFieldwork("why not")).thenRefused(Kind.CONFLICT, "status");
    }

    @Test
    void after_the_close_the_sample_and_its_judgements_stand() {
        var closed =
                given(
                        ANNOUNCED,
                        COMMUNITY,
                        judged(GOOD, 1),
                        new RatingAdjusted("1.1", "Good", "Outstanding", "for the test"),
                        new CaseErased("SEF09-02", null),
                        new FieldworkClosed(1, 1));
        List.of(
                        new SampleCases(List.of(CUSTODY)),
                        new AllocateCase("SEF09-02", "ann"),
                        new ModerateCase("SEF09-02", POOR, null, ModerationReason.AGREED, null),
                        withdraw(),
                        new JudgeStandard("1.1", "Good"),
                        adjust("Requires improvement", "Good"),
                        new RecordQuestionnaires(Respondents.CHILDREN, 2))
                .forEach(command -> closed.when(command).thenRefused(Kind.CONFLICT, "status"));
    }

    // ---- notes and erasure

    @Test
    void another_note_is_news_and_the_same_is_not() {
        var given = given(ANNOUNCED, COMMUNITY, noted(GOOD, 1, "one"));
        given.when(noting(GOOD, "one")).then();
        given.when(noting(GOOD, "two")).then(noted(GOOD, 2, "two"));
        given.when(judge(GOOD)).then(judged(GOOD, 2));
        given.and("lead", new FieldworkClosed(1, 1)).when(noting(GOOD, "one")).then();
    }

    @Test
    void another_note_on_an_independent_judgement_is_news() {
        var given =
                given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                        .and("bob", new CaseJudgedIndependently("SEF09-02", 1, POOR, "one"));
        given.when(new JudgeCaseIndependently("SEF09-02", POOR, "one", "bob")).then();
        given.when(new JudgeCaseIndependently("SEF09-02", POOR, "two", "bob"))
                .then(new CaseJudgedIndependently("SEF09-02", 2, POOR, "two"));
        given.and("lead", ERASED).when(independently("bob", POOR)).then();
    }

    @Test
    void a_moderation_brings_its_note() {
        given(ANNOUNCED, COMMUNITY, noted(GOOD, 1, "one"))
                .when(new ModerateCase("SEF09-02", GOOD, "two", ModerationReason.CONSISTENCY, null))
                .then(new CaseModerated("SEF09-02", 2, GOOD, ModerationReason.CONSISTENCY, "two"));
    }

    @Test
    void a_case_is_erased_once_wherever_the_inspection_stands() {
        var erase = new EraseCase("SEF09-02", ErasureReason.REQUESTED);
        given(ANNOUNCED, COMMUNITY).when(erase).then(ERASED);
        given(ANNOUNCED, COMMUNITY, withdrawn()).when(erase).then(ERASED);
        given(ANNOUNCED, COMMUNITY, noted(GOOD, 1, "one"), new FieldworkClosed(1, 1))
                .when(erase)
                .then(ERASED);
        given(ANNOUNCED, COMMUNITY, ERASED).when(erase).then();
        given(ANNOUNCED, COMMUNITY, ERASED, new FieldworkClosed(1, 1)).when(erase).then();
        given(ANNOUNCED).when(erase).thenRefused(Kind.MISSING);
    }

    @Test
    void retention_is_counted_from_the_close() {
        var erase = new EraseCase("SEF09-02", ErasureReason.RETENTION);
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(erase)
                .thenRefused(Kind.CONFLICT, "reason");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1), new FieldworkClosed(1, 1))
                .when(erase)
                .then(new CaseErased("SEF09-02", ErasureReason.RETENTION));
    }

    @Test
    void an_erased_case_takes_answers_and_no_notes() {
        var given = given(ANNOUNCED, COMMUNITY, noted(GOOD, 1, "one"), ERASED);
        given.when(judge(GOOD)).then();
        given.when(judge(POOR)).then(judged(POOR, 2));
        given.when(noting(POOR, "two")).thenRefused(Kind.CONFLICT, "note");
        given.when(new ModerateCase("SEF09-02", POOR, "two", ModerationReason.CONSISTENCY, null))
                .thenRefused(Kind.CONFLICT, "note");
        given.when(new JudgeCaseIndependently("SEF09-02", POOR, "two", "bob"))
                .thenRefused(Kind.CONFLICT, "note");
    }

    // ---- the words of these tests

    private static final CaseErased ERASED = new CaseErased("SEF09-02", ErasureReason.REQUESTED);

    private static JudgeCase noting(SortedMap<String, String> answers, String sealedNote) {
        return new JudgeCase("SEF09-02", answers, sealedNote, "ann", false, null);
    }

    private static CaseJudged noted(
            SortedMap<String, String> answers, int revision, String sealedNote) {
        return new CaseJudged("SEF09-02", revision, answers, sealedNote);
    }

    private static Given given(CaseEvent... events) {
        InspectionState state = CaseDecider.initial();
        for (CaseEvent event : events) {
            state = CaseDecider.evolve(state, event, "ann");
        }
        return new Given(state);
    }

    /** An inspection whose standard 2.1 has its lowest key question at a percentage. */
    private static Given lowest(int percent) {
        var given = given(RATED_ANNOUNCED);
        for (int i = 0; i < 100; i++) {
            var answers = with(COURT, "2.1.child-safety", i < percent ? "yes" : "no");
            given =
                    given.and("lead", sampled("C" + i, Sentence.COMMUNITY))
                            .and("ann", new CaseJudged("C" + i, 1, answers));
        }
        return given;
    }

    private record Given(InspectionState state) {
        When when(CaseCommand command) {
            return new When(state, command);
        }

        Given and(String actor, CaseEvent event) {
            return new Given(CaseDecider.evolve(state, event, actor));
        }
    }

    private record When(InspectionState state, CaseCommand command) {
        void then(CaseEvent... events) {
            assertThat(CaseDecider.decide(state, command)).containsExactly(events);
        }

        ThrowableAssert<Refused> thenRefused(Kind kind, String... fields) {
            Refused refused =
                    catchThrowableOfType(Refused.class, () -> CaseDecider.decide(state, command));
            assertThat(refused).isNotNull();
            assertThat(refused.kind()).isEqualTo(kind);
            assertThat(refused.getMessage()).endsWith(".");
            assertThat(refused.violations()).extracting(Violation::field).containsExactly(fields);
            return new ThrowableAssert<>(refused);
        }
    }

    private static AnnounceInspection announce(
            Framework framework, InspectionKind kind, @Nullable Earlier earlier) {
        return new AnnounceInspection(
                "Sefton", "Sefton YOT", kind, framework, "lead", START, END, earlier);
    }

    private static AnnounceInspection fieldwork(LocalDate start, LocalDate end) {
        return new AnnounceInspection(
                "Sefton", "Sefton YOT", InspectionKind.CORE, CCI, "lead", start, end, null);
    }

    private static InspectionAnnounced announced(Framework framework) {
        return new InspectionAnnounced(
                "Sefton", "Sefton YOT", InspectionKind.CORE, framework, "lead", START, END, null);
    }

    private static CaseSampled sampled(String id, Sentence sentence) {
        return new CaseSampled(id, sentence, "16-17", "male", false);
    }

    private static JudgeCase judge(SortedMap<String, String> answers) {
        return new JudgeCase("SEF09-02", answers, null, "ann", false, null);
    }

    private static CaseJudged judged(SortedMap<String, String> answers, int revision) {
        return new CaseJudged("SEF09-02", revision, answers);
    }

    private static JudgeCaseIndependently independently(
            String by, SortedMap<String, String> answers) {
        return new JudgeCaseIndependently("SEF09-02", answers, null, by);
    }

    private static CaseJudgedIndependently independent(
            SortedMap<String, String> answers, int revision) {
        return new CaseJudgedIndependently("SEF09-02", revision, answers);
    }

    private static ModerateCase moderate(SortedMap<String, String> answers) {
        return new ModerateCase("SEF09-02", answers, null, ModerationReason.CONSISTENCY, null);
    }

    private static AdjustRating adjust(String from, String to) {
        return new AdjustRating("2.1", from, to, "the later cases were the better ones");
    }

    private static RatingAdjusted adjusted(String from, String to) {
        return new RatingAdjusted("2.1", from, to, "the later cases were the better ones");
    }

    private static RatedStandards rated(String framework) {
        return (RatedStandards) Frameworks.newest(framework).orElseThrow();
    }

    private static Standard standard(String id) {
        return RATED.standards().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    /** The same answer to every question of a domain of yj-2018. */
    private static SortedMap<String, String> domain(String domain, String code) {
        var answers = new TreeMap<String, String>();
        RATED.caseQuestions().stream()
                .filter(q -> q.standard().domain().equals(domain))
                .forEach(q -> answers.put(q.id(), code));
        return answers;
    }

    private static WithdrawCase withdraw() {
        return new WithdrawCase("SEF09-02", WithdrawalReason.TRANSFERRED);
    }

    private static CaseWithdrawn withdrawn() {
        return new CaseWithdrawn("SEF09-02", WithdrawalReason.TRANSFERRED);
    }

    private static SortedMap<String, String> answers(CaseSampled sampled, String code) {
        var answers = new TreeMap<String, String>();
        CCI.questions()
                .forEach(q ->
                        answers.put(
                                q.id(),
                                q.phase().covers(sampled.sentence()) ? code : "not-applicable"));
        return answers;
    }

    private static SortedMap<String, String> with(
            Map<String, String> answers, String question, String code) {
        var changed = new TreeMap<>(answers);
        changed.put(question, code);
        return changed;
    }
}
