package uk.inspection.cases.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.cases.domain.CaseCommand.AllocateCase;
import uk.inspection.cases.domain.CaseCommand.AnnounceInspection;
import uk.inspection.cases.domain.CaseCommand.CloseFieldwork;
import uk.inspection.cases.domain.CaseCommand.Earlier;
import uk.inspection.cases.domain.CaseCommand.JudgeCase;
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
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
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
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;

class CaseDeciderTest {
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final Framework RATED = Frameworks.newest("yj-2018").orElseThrow();
    private static final LocalDate START = LocalDate.of(2009, 4, 20);
    private static final LocalDate END = LocalDate.of(2009, 4, 24);
    private static final InspectionAnnounced ANNOUNCED = announced(CCI);
    private static final CaseSampled COMMUNITY = sampled("SEF09-02", Sentence.COMMUNITY);
    private static final CaseSampled CUSTODY = sampled("SEF09-01", Sentence.CUSTODY);
    private static final SortedMap<String, String> GOOD = answers(COMMUNITY, "sufficient");
    private static final SortedMap<String, String> POOR = answers(COMMUNITY, "insufficient");

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
    void a_framework_of_rated_standards_cannot_be_announced_yet() {
        given().when(announce(RATED, InspectionKind.CORE, null))
                .thenRefused(Kind.INVALID, "framework");
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
                .isThrownBy(() -> CaseDecider.evolve(CaseDecider.initial(), COMMUNITY));
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
                .when(new JudgeCase("SEF09-02", POOR, 0L))
                .thenRefused(Kind.STALE, "If-Match");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new JudgeCase("SEF09-02", POOR, 1L))
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
                .when(new JudgeCase("SEF09-01", answers, null))
                .then(new CaseJudged("SEF09-01", 1, answers));
    }

    @Test
    void cases_are_not_judged_by_questions_under_rated_standards() {
        given(announced(RATED), COMMUNITY).when(judge(GOOD)).thenRefused(Kind.INVALID, "answers");
    }

    // ---- moderating

    @Test
    void a_judgement_is_moderated_into_a_new_revision() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new ModerateCase("SEF09-02", POOR, ModerationReason.CONSISTENCY, null))
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
                .when(new ModerateCase("SEF09-02", POOR, ModerationReason.AGREED, null))
                .thenRefused(Kind.CONFLICT, "caseId");
    }

    @Test
    void a_moderation_is_complete_and_of_the_newest_revision() {
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(
                        new ModerateCase(
                                "SEF09-02", with(GOOD, "1.1.1", "?"), ModerationReason.AGREED, 1L))
                .thenRefused(Kind.INVALID, "answers.1.1.1");
        given(ANNOUNCED, COMMUNITY, judged(GOOD, 1))
                .when(new ModerateCase("SEF09-02", POOR, ModerationReason.AGREED, 7L))
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
                        new CaseErased("SEF09-02"),
                        new FieldworkClosed(1, 1));
        List.of(
                        new SampleCases(List.of(CUSTODY)),
                        new AllocateCase("SEF09-02", "ann"),
                        new ModerateCase("SEF09-02", POOR, ModerationReason.AGREED, null),
                        withdraw(),
                        new JudgeStandard("1.1", "Good"),
                        new RecordQuestionnaires(Respondents.CHILDREN, 2))
                .forEach(command -> closed.when(command).thenRefused(Kind.CONFLICT, "status"));
    }

    // ---- the words of these tests

    private static Given given(CaseEvent... events) {
        InspectionState state = CaseDecider.initial();
        for (CaseEvent event : events) {
            state = CaseDecider.evolve(state, event);
        }
        return new Given(state);
    }

    private record Given(InspectionState state) {
        When when(CaseCommand command) {
            return new When(state, command);
        }
    }

    private record When(InspectionState state, CaseCommand command) {
        void then(CaseEvent... events) {
            assertThat(CaseDecider.decide(state, command)).containsExactly(events);
        }

        void thenRefused(Kind kind, String... fields) {
            Refused refused =
                    catchThrowableOfType(Refused.class, () -> CaseDecider.decide(state, command));
            assertThat(refused).isNotNull();
            assertThat(refused.kind()).isEqualTo(kind);
            assertThat(refused.getMessage()).endsWith(".");
            assertThat(refused.violations()).extracting(Violation::field).containsExactly(fields);
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
        return new JudgeCase("SEF09-02", answers, null);
    }

    private static CaseJudged judged(SortedMap<String, String> answers, int revision) {
        return new CaseJudged("SEF09-02", revision, answers);
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
