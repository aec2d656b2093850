package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static uk.inspection.reporting.Sefton.FOREWORD;
import static uk.inspection.reporting.Sefton.RECOMMENDATIONS;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.reporting.EastSussex;
import uk.inspection.reporting.Sefton;
import uk.inspection.reporting.domain.Refused.Kind;
import uk.inspection.reporting.domain.ReportCommand.AmendReport;
import uk.inspection.reporting.domain.ReportCommand.AnswerFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.CorrectReport;
import uk.inspection.reporting.domain.ReportCommand.DecideChallenge;
import uk.inspection.reporting.domain.ReportCommand.DraftReport;
import uk.inspection.reporting.domain.ReportCommand.MakeRecommendation;
import uk.inspection.reporting.domain.ReportCommand.OpenFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.PublishReport;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.domain.ReportCommand.WithdrawPublication;

class ReportDeciderTest {
    private static final Instant MAY = Instant.parse("2009-05-20T09:00:00Z");
    private static final Instant JUNE_24 = Instant.parse("2009-06-24T09:00:00Z");
    private static final LocalDate CHECK_DUE = LocalDate.of(2009, 6, 12);
    private static final List<Challenge> CHALLENGES =
            List.of(new Challenge("criteria/1.1/strengths", "Three posts, not two, were vacant."));
    private static final String REASON = "Two headlines need drastic improvement.";
    private static final PublishReport PUBLISH =
            new PublishReport(true, REASON, null, null, null, JUNE_24);
    private static final Instant EMBARGO = Instant.parse("2009-06-30T23:01:00Z");
    private static final PublishReport SCHEDULE =
            new PublishReport(true, REASON, null, null, EMBARGO, JUNE_24);
    private static final DecideChallenge DECIDE =
            new DecideChallenge(1, true, "The count is right.", MAY);
    private static final ChallengeDecided ACCEPTED =
            new ChallengeDecided(1, true, "The count is right.");
    private static final WithdrawPublication WITHDRAW =
            new WithdrawPublication("The foreword is to be rewritten.", JUNE_24);
    private static final List<ReportCommand> COMMANDS =
            List.of(
                    new DraftReport(FOREWORD, MAY),
                    new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY),
                    new OpenFactualAccuracyCheck(CHECK_DUE, MAY),
                    new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY),
                    DECIDE,
                    new AmendReport(
                            "criteria/1.1/strengths",
                            "Three posts were vacant.",
                            "A check of facts.",
                            MAY),
                    PUBLISH,
                    WITHDRAW,
                    correction());

    // ---- drafting

    @Test
    void a_report_is_drafted_from_the_final_scores() {
        given(announced(), finalised(5, 40))
                .when(new DraftReport(FOREWORD, MAY))
                .then(draftOf(5, 40));
    }

    @Test
    void the_announcement_may_arrive_after_the_final_scores() {
        given(finalised(5, 40), announced())
                .when(new DraftReport(FOREWORD, MAY))
                .then(draftOf(5, 40));
    }

    @Test
    void no_report_is_drafted_before_the_scores_are_final() {
        given(announced())
                .when(new DraftReport(FOREWORD, MAY))
                .refused(Kind.CONFLICT, "The scores of this inspection are not final yet.");
    }

    @Test
    void no_report_is_drafted_while_fieldwork_is_reopened() {
        given(announced(), finalised(5, 40), reopened(41))
                .when(new DraftReport(FOREWORD, MAY))
                .refused(
                        Kind.CONFLICT,
                        "Fieldwork was reopened; the scores are not final again yet.");
    }

    @Test
    void final_scores_from_after_a_reopening_stand_though_the_reopening_arrives_later() {
        given(announced(), finalised(5, 40), finalised(9, 60), reopened(41))
                .when(new DraftReport(FOREWORD, MAY))
                .then(draftOf(9, 60));
    }

    @Test
    void a_foreword_is_needed() {
        given(announced(), finalised(5, 40))
                .when(new DraftReport(" ", MAY))
                .refused(Kind.INVALID, "A report begins with a foreword.", "foreword");
    }

    @Test
    void a_foreword_has_a_limit() {
        given(announced(), finalised(5, 40))
                .when(new DraftReport("x".repeat(ReportDecider.TEXT_MAX + 1), MAY))
                .refused(Kind.INVALID, "A report begins with a foreword.", "foreword");
    }

    @Test
    void the_same_draft_again_is_no_news() {
        given(drafted()).when(new DraftReport(FOREWORD, MAY)).then();
    }

    @Test
    void another_draft_beside_the_first_is_refused() {
        given(drafted())
                .when(new DraftReport("Another beginning.", MAY))
                .refused(Kind.CONFLICT, "The report is drafted already; amend it.");
    }

    @Test
    void a_report_under_check_or_answered_is_not_drafted_again() {
        given(underCheck())
                .when(new DraftReport(FOREWORD, MAY))
                .refused(Kind.CONFLICT, "The report is drafted already; amend it.");
        given(answered())
                .when(new DraftReport(FOREWORD, MAY))
                .refused(Kind.CONFLICT, "The report is drafted already; amend it.");
    }

    // ---- a self-audit

    @Test
    void nobody_reports_on_a_self_audit_whether_its_announcement_or_its_scores_have_arrived() {
        var announced = announced(InspectionKind.SELF_AUDIT);
        var finalised = finalised(InspectionKind.SELF_AUDIT, 5, 40);
        for (var known :
                List.of(
                        announced,
                        finalised,
                        all(announced, finalised),
                        all(announced, reopened(41)))) {
            for (ReportCommand command : COMMANDS) {
                given(known).when(command).refused(Kind.MISSING, NONE);
            }
        }
    }

    @Test
    void nothing_comes_of_a_self_audit_that_an_earlier_release_drafted() {
        var drafted =
                all(
                        announced(InspectionKind.SELF_AUDIT),
                        finalised(InspectionKind.SELF_AUDIT, 5, 40),
                        event(draftOf(InspectionKind.SELF_AUDIT, 5, 40)),
                        recommended(RECOMMENDATIONS),
                        event(new FactualAccuracyCheckOpened(CHECK_DUE)));
        for (ReportCommand command : COMMANDS) {
            given(drafted).when(command).refused(Kind.MISSING, NONE);
        }
    }

    // ---- the scores change under a draft

    @Test
    void scores_finalised_again_void_the_draft() {
        for (var state : List.of(drafted(), underCheck(), answered())) {
            given(state, reopened(41), finalised(9, 60))
                    .when(
                            new AmendReport(
                                    "criteria/1.1/strengths",
                                    "Three posts were vacant.",
                                    "A check of facts.",
                                    MAY))
                    .refused(Kind.CONFLICT, VOID);
        }
    }

    @Test
    void a_void_draft_is_replaced_by_a_new_one() {
        given(answered(), reopened(41), finalised(9, 60))
                .when(new DraftReport(FOREWORD, MAY))
                .then(draftOf(9, 60));
    }

    @Test
    void a_new_draft_starts_without_the_recommendations_of_the_void_one() {
        given(answered(), reopened(41), finalised(9, 60), event(draftOf(9, 60)))
                .when(new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY))
                .then(new RecommendationMade(RECOMMENDATIONS.getFirst()));
    }

    @Test
    void a_void_draft_stays_void_when_fieldwork_is_reopened_or_scores_are_final_once_more() {
        given(drafted(), finalised(9, 60), reopened(61), finalised(12, 80), announced())
                .when(
                        new AmendReport(
                                "criteria/1.1/strengths",
                                "Three posts were vacant.",
                                "A check of facts.",
                                MAY))
                .refused(Kind.CONFLICT, VOID);
    }

    @Test
    void a_void_draft_is_not_checked_published_or_corrected() {
        var state = given(answered(), finalised(9, 60));
        state.when(new OpenFactualAccuracyCheck(CHECK_DUE, MAY)).refused(Kind.CONFLICT, VOID);
        state.when(PUBLISH).refused(Kind.CONFLICT, VOID);
        state.when(correction())
                .refused(
                        Kind.CONFLICT, "Only a published report is corrected; a draft is amended.");
    }

    // ---- recommendations

    @Test
    void a_recommendation_is_made() {
        given(drafted())
                .when(new MakeRecommendation(RECOMMENDATIONS.get(2), MAY))
                .then(new RecommendationMade(RECOMMENDATIONS.get(2)));
    }

    @Test
    void the_same_recommendation_again_is_no_news() {
        given(answered()).when(new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY)).then();
    }

    @Test
    void another_recommendation_with_the_same_number_replaces_the_first() {
        var other = new Recommendation(1, "Assessments are timely.", "YOT Manager");
        given(answered())
                .when(new MakeRecommendation(other, MAY))
                .then(new RecommendationMade(other));
    }

    @Test
    void recommendations_may_change_while_the_facts_are_checked() {
        var other = new Recommendation(1, "Assessments are timely.", "YOT Manager");
        given(underCheck())
                .when(new MakeRecommendation(other, MAY))
                .then(new RecommendationMade(other));
        given(underCheck(), event(new RecommendationMade(other)))
                .when(new MakeRecommendation(other, MAY))
                .then();
    }

    @Test
    void a_recommendation_needs_number_text_and_someone_responsible() {
        given(drafted())
                .when(new MakeRecommendation(new Recommendation(0, "", "\t"), MAY))
                .refused(
                        Kind.INVALID,
                        "A recommendation has a number, a text and someone responsible.",
                        "number",
                        "text",
                        "responsible");
    }

    @Test
    void there_is_a_highest_number() {
        given(drafted())
                .when(
                        new MakeRecommendation(
                                new Recommendation(
                                        ReportDecider.RECOMMENDATIONS_MAX + 1, "Text", "Chair"),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A recommendation has a number, a text and someone responsible.",
                        "number");
    }

    @Test
    void a_recommendation_has_a_limit_and_so_has_the_name_of_who_is_responsible() {
        var longest =
                new Recommendation(
                        100,
                        "x".repeat(ReportDecider.RECOMMENDATION_MAX),
                        "x".repeat(ReportDecider.NAME_MAX));
        given(drafted())
                .when(new MakeRecommendation(longest, MAY))
                .then(new RecommendationMade(longest));
        given(drafted())
                .when(
                        new MakeRecommendation(
                                new Recommendation(
                                        100, longest.text() + "x", longest.responsible() + "x"),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A recommendation has a number, a text and someone responsible.",
                        "text",
                        "responsible");
    }

    @Test
    void all_recommendations_together_have_a_limit() {
        var standing = given(drafted(), recommended(asMuchAsFits()));
        var oneMore = new Recommendation(100, "x", "Y");
        standing.when(new MakeRecommendation(oneMore, MAY))
                .refused(
                        Kind.CONFLICT,
                        "All recommendations together have at most 100000 characters.");
        var shorter = new Recommendation(1, "Assessments are timely.", "YOT Manager");
        standing.when(new MakeRecommendation(shorter, MAY)).then(new RecommendationMade(shorter));
    }

    @Test
    void the_longest_report_is_published_in_an_event_below_a_mebibyte() {
        var events = given(answered(), recommended(asMuchAsFits())).when(PUBLISH).events();
        assertThat(Codec.encode(events.getFirst())).hasSizeBetween(600_000, 700_000);
    }

    /** In characters that take most bytes in JSON. */
    private static List<Recommendation> asMuchAsFits() {
        return IntStream.rangeClosed(1, 25)
                .mapToObj(number ->
                        new Recommendation(number, "\u0001".repeat(3_900), "\u0001".repeat(100)))
                .toList();
    }

    // ---- factual accuracy check

    @Test
    void a_factual_accuracy_check_is_opened() {
        given(drafted())
                .when(new OpenFactualAccuracyCheck(CHECK_DUE, MAY))
                .then(new FactualAccuracyCheckOpened(CHECK_DUE));
    }

    @Test
    void a_check_may_be_due_on_the_very_day() {
        given(drafted())
                .when(new OpenFactualAccuracyCheck(LocalDate.of(2009, 5, 20), MAY))
                .then(new FactualAccuracyCheckOpened(LocalDate.of(2009, 5, 20)));
    }

    @Test
    void a_check_cannot_be_due_in_the_past() {
        given(drafted())
                .when(new OpenFactualAccuracyCheck(LocalDate.of(2009, 5, 19), MAY))
                .refused(
                        Kind.INVALID,
                        "A factual accuracy check cannot be due in the past.",
                        "dueOn");
    }

    @Test
    void a_check_is_due_on_a_day_that_people_may_mean() {
        for (var day : List.of(LocalDate.of(1989, 12, 31), LocalDate.MIN, LocalDate.MAX)) {
            given(drafted())
                    .when(new OpenFactualAccuracyCheck(day, MAY))
                    .refused(
                            Kind.INVALID,
                            "A factual accuracy check is due on a day from 1990 to 2200.",
                            "dueOn");
        }
        given(drafted())
                .when(new OpenFactualAccuracyCheck(ReportDecider.LATEST, MAY))
                .then(new FactualAccuracyCheckOpened(ReportDecider.LATEST));
    }

    @Test
    void the_same_check_again_is_no_news() {
        given(underCheck()).when(new OpenFactualAccuracyCheck(CHECK_DUE, MAY)).then();
    }

    @Test
    void an_open_check_keeps_its_day() {
        given(underCheck())
                .when(new OpenFactualAccuracyCheck(CHECK_DUE.plusDays(1), MAY))
                .refused(
                        Kind.CONFLICT,
                        "The factual accuracy check is open already, until 2009-06-12.");
    }

    @Test
    void an_answered_check_is_not_opened_again() {
        given(answered())
                .when(new OpenFactualAccuracyCheck(CHECK_DUE, MAY))
                .refused(Kind.CONFLICT, "The factual accuracy check has been answered.");
    }

    @Test
    void the_service_answers_with_challenges() {
        given(underCheck())
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY))
                .then(new FactualAccuracyAnswered(LocalDate.of(2009, 5, 20), CHALLENGES));
    }

    @Test
    void the_service_accepts_the_facts_until_the_last_minute_of_the_day_in_london() {
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA, List.of(), Instant.parse("2009-06-12T22:59:59Z")))
                .then(new FactualAccuracyAnswered(CHECK_DUE, List.of()));
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA, List.of(), Instant.parse("2009-06-12T23:00:00Z")))
                .refused(Kind.CONFLICT, "The factual accuracy check ended on 2009-06-12.");
    }

    @Test
    void the_same_answer_again_is_no_news() {
        given(answered())
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, JUNE_24))
                .then();
    }

    @Test
    void another_answer_is_refused() {
        given(answered())
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, List.of(), MAY))
                .refused(Kind.CONFLICT, "The factual accuracy check has been answered.");
    }

    @Test
    void a_service_is_not_told_of_a_draft_that_it_may_not_see() {
        given(drafted())
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY))
                .refused(Kind.MISSING, NONE);
        given(underCheck(), finalised(9, 60))
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY))
                .refused(Kind.MISSING, NONE);
    }

    @Test
    void the_service_of_another_area_has_no_say() {
        for (var state : List.of(underCheck(), answered(), publishedReport())) {
            given(state)
                    .when(new AnswerFactualAccuracyCheck("Wessex", CHALLENGES, MAY))
                    .refused(Kind.MISSING, NONE);
        }
    }

    @Test
    void a_challenge_names_its_section_and_what_is_wrong() {
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA,
                                List.of(CHALLENGES.getFirst(), new Challenge("", " ")),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A challenge names a section of the report and says what is wrong there.",
                        "challenges[1].section",
                        "challenges[1].text");
    }

    @Test
    void challenges_have_a_limit() {
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA,
                                Collections.nCopies(
                                        ReportDecider.CHALLENGES_MAX + 1, CHALLENGES.getFirst()),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A challenge names a section of the report and says what is wrong there.",
                        "challenges");
    }

    @Test
    void all_challenges_together_have_a_limit() {
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA,
                                Collections.nCopies(
                                        5,
                                        new Challenge(
                                                "criteria/1.1/strengths",
                                                "x".repeat(ReportDecider.TEXT_MAX))),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A challenge names a section of the report and says what is wrong there.",
                        "challenges");
    }

    // ---- amendments

    @Test
    void a_draft_is_amended_at_any_time_before_publication() {
        for (var state : List.of(drafted(), underCheck(), answered())) {
            given(state)
                    .when(
                            new AmendReport(
                                    "criteria/1.1/strengths",
                                    "Three posts were vacant.",
                                    "A check of facts.",
                                    MAY))
                    .then(
                            new ReportAmended(
                                    "criteria/1.1/strengths",
                                    "Three posts were vacant.",
                                    "A check of facts."));
        }
    }

    @Test
    void an_amendment_leaves_the_rest_of_the_draft_as_it_is() {
        given(
                        answered(),
                        event(
                                new ReportAmended(
                                        "criteria/1.1/strengths",
                                        "Three posts were vacant.",
                                        "Facts.")))
                .when(PUBLISH)
                .then(published(RECOMMENDATIONS));
    }

    @Test
    void an_amendment_names_section_text_and_reason() {
        given(drafted())
                .when(new AmendReport("", "", "", MAY))
                .refused(
                        Kind.INVALID,
                        "A change names a section of the report, the new text and the reason.",
                        "section",
                        "text",
                        "reason");
    }

    @Test
    void a_passage_and_its_reason_have_limits() {
        given(drafted())
                .when(
                        new AmendReport(
                                "criteria/1.1/strengths",
                                "x".repeat(ReportDecider.TEXT_MAX + 1),
                                "x".repeat(ReportDecider.REASON_MAX + 1),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A change names a section of the report, the new text and the reason.",
                        "text",
                        "reason");
    }

    @Test
    void a_draft_is_amended_so_many_times_whatever_else_happens_to_it() {
        var amended =
                new ReportAmended("criteria/1.1/strengths", "Three posts were vacant.", "Facts.");
        var most = Collections.nCopies(ReportDecider.AMENDMENTS_MAX - 1, amended);
        var last =
                new AmendReport(
                        "criteria/1.1/strengths", "Three posts were vacant.", "Facts.", MAY);
        var state = given(drafted(), events(most), recommended(RECOMMENDATIONS));
        state.when(last).then(amended);
        for (var further : List.of(drafted(), underCheck(), answered())) {
            given(further, events(most), event(amended), recommended(RECOMMENDATIONS))
                    .when(last)
                    .refused(Kind.CONFLICT, "A draft is amended at most 200 times.");
        }
    }

    @Test
    void a_change_names_a_passage_that_there_is() {
        var amend = given(drafted()).when(new AmendReport("1.1", "Three.", "Facts.", MAY));
        amend.refused(Kind.INVALID, "A change names a passage of the report.", "section");
        assertThatThrownBy(amend::events)
                .extracting(
                        refused -> ((Refused) refused).violations().getFirst().rule().split(", "))
                .satisfies(rule ->
                        assertThat((String[]) rule)
                                .startsWith("must be one of foreword", "scoring", "recommendations")
                                .containsSequence(
                                        "criteria/3.2/improvement", "sections/3/commentary")
                                .endsWith("inspection-data", "role", "glossary"));
        given(publishedReport())
                .when(new CorrectReport("1.1", "Four posts.", "A wrong count.", JUNE_24))
                .refused(Kind.INVALID, "A change names a passage of the report.", "section");
        given(underCheck())
                .when(
                        new AnswerFactualAccuracyCheck(
                                Sefton.AREA,
                                List.of(CHALLENGES.getFirst(), new Challenge("1.1", "Three.")),
                                MAY))
                .refused(
                        Kind.INVALID,
                        "A challenge names a passage of the report.",
                        "challenges[1].section");
    }

    @Test
    void passages_are_not_known_before_the_announcement() {
        given(finalised(5, 40), event(draftOf(5, 40)))
                .when(new AmendReport("foreword", "Another.", "Style.", MAY))
                .refused(
                        Kind.CONFLICT,
                        "The announcement of this inspection has not arrived yet; try again.");
    }

    @Test
    void a_perspective_is_written_of_only_when_enough_questionnaires_came_back() {
        var amend = new AmendReport("service-users/children", "They were heard.", "Facts.", MAY);
        given(drafted(), returned(Respondents.CHILDREN, 9), returned(Respondents.VICTIMS, 10))
                .when(amend)
                .refused(
                        Kind.CONFLICT,
                        "Too few questionnaires came back for a judgement of this perspective.");
        given(drafted(), returned(Respondents.CHILDREN, 10))
                .when(amend)
                .then(new ReportAmended("service-users/children", "They were heard.", "Facts."));
        given(drafted(), returned(Respondents.VICTIMS, 10))
                .when(new AmendReport("service-users/victims", "They were heard.", "Facts.", MAY))
                .then(new ReportAmended("service-users/victims", "They were heard.", "Facts."));
    }

    // ---- challenges

    @Test
    void a_challenge_is_accepted_or_rejected_and_decided_again() {
        var state = given(undecided());
        state.when(DECIDE).then(ACCEPTED);
        var rejected = new DecideChallenge(1, false, "Two were.", MAY);
        given(answered()).when(DECIDE).then();
        given(answered()).when(rejected).then(new ChallengeDecided(1, false, "Two were."));
    }

    @Test
    void a_decision_is_of_a_challenge_that_was_made_and_has_a_reason() {
        for (int number : List.of(0, 2)) {
            given(undecided())
                    .when(new DecideChallenge(number, true, "The count is right.", MAY))
                    .refused(
                            Kind.MISSING,
                            "There is no challenge %d; the answer has 1.".formatted(number));
        }
        given(undecided())
                .when(new DecideChallenge(1, true, " ", MAY))
                .refused(
                        Kind.INVALID,
                        "A challenge is accepted or rejected with a reason.",
                        "reason");
        given(underCheck())
                .when(DECIDE)
                .refused(Kind.CONFLICT, "The factual accuracy check has not been answered.");
    }

    @Test
    void nothing_is_published_or_scheduled_while_a_challenge_is_undecided() {
        var three =
                event(
                        new FactualAccuracyAnswered(
                                LocalDate.of(2009, 6, 10),
                                Collections.nCopies(3, CHALLENGES.getFirst())),
                        new ChallengeDecided(2, false, "Two were."));
        for (var publish : List.of(PUBLISH, SCHEDULE)) {
            given(underCheck(), three)
                    .when(publish)
                    .refused(
                            Kind.CONFLICT,
                            "These challenges of the factual accuracy check are not decided yet: 1,"
                                    + " 3.");
        }
    }

    // ---- publication at a set moment

    @Test
    void a_publication_is_scheduled_for_a_moment_and_dated_by_its_day_in_london() {
        given(answered()).when(SCHEDULE).then(SCHEDULED);
        given(scheduled()).when(SCHEDULE).then();
    }

    @Test
    void a_moment_that_is_not_in_the_future_publishes_at_once() {
        for (var moment : List.of(JUNE_24, JUNE_24.minusSeconds(1))) {
            given(answered())
                    .when(new PublishReport(true, REASON, null, null, moment, JUNE_24))
                    .then(published(RECOMMENDATIONS));
        }
    }

    @Test
    void a_moment_is_a_whole_second_that_people_may_mean() {
        for (var moment : List.of(Instant.MIN, Instant.MAX, EMBARGO.plusMillis(1))) {
            given(answered())
                    .when(new PublishReport(true, REASON, null, null, moment, JUNE_24))
                    .refused(Kind.INVALID, PUBLICATION, "at");
        }
    }

    @Test
    void what_stops_a_publication_stops_its_scheduling() {
        given(drafted(), recommended(RECOMMENDATIONS))
                .when(SCHEDULE)
                .refused(
                        Kind.CONFLICT,
                        "A report is published only after a factual accuracy check.");
        given(answered(), reopened(41))
                .when(SCHEDULE)
                .refused(
                        Kind.CONFLICT,
                        "Fieldwork was reopened; the scores are not final again yet.");
    }

    @Test
    void a_scheduled_report_is_not_changed() {
        var other = new PublishReport(false, REASON, null, null, EMBARGO, JUNE_24);
        for (ReportCommand command :
                List.of(
                        new DraftReport(FOREWORD, MAY),
                        new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY),
                        new OpenFactualAccuracyCheck(CHECK_DUE, MAY),
                        DECIDE,
                        new AmendReport("foreword", "Another.", "Style.", MAY),
                        PUBLISH,
                        other)) {
            given(scheduled()).when(command).refused(Kind.CONFLICT, WAITING);
        }
        given(scheduled())
                .when(correction())
                .refused(
                        Kind.CONFLICT, "Only a published report is corrected; a draft is amended.");
        given(scheduled())
                .when(new AnswerFactualAccuracyCheck(Sefton.AREA, List.of(), MAY))
                .refused(Kind.CONFLICT, "The factual accuracy check has been answered.");
        given(scheduled())
                .when(new AnswerFactualAccuracyCheck("Wessex", CHALLENGES, MAY))
                .refused(Kind.MISSING, NONE);
    }

    @Test
    void a_scheduled_publication_is_withdrawn_and_the_report_is_what_it_was() {
        var withdrawn = new PublicationWithdrawn(WITHDRAW.reason());
        given(scheduled()).when(WITHDRAW).then(withdrawn);
        given(scheduled(), event(withdrawn)).when(PUBLISH).then(published(RECOMMENDATIONS));
        given(scheduled(), event(withdrawn))
                .when(WITHDRAW)
                .refused(Kind.CONFLICT, "No publication is scheduled.");
        given(scheduled())
                .when(new WithdrawPublication("", JUNE_24))
                .refused(Kind.INVALID, "A publication is withdrawn with a reason.", "reason");
    }

    @Test
    void at_its_moment_the_report_is_published_as_of_that_day_and_only_once() {
        given(scheduled())
                .when(new PublishScheduled(EMBARGO, EMBARGO.minusSeconds(1)))
                .refused(Kind.CONFLICT, WAITING);
        for (var late : List.of(EMBARGO, EMBARGO.plusSeconds(864_000))) {
            given(scheduled()).when(new PublishScheduled(EMBARGO, late)).then(EMBARGOED);
        }
        given(scheduled(), event(EMBARGOED)).when(new PublishScheduled(EMBARGO, EMBARGO)).then();
        given(answered()).when(new PublishScheduled(EMBARGO, EMBARGO)).then();
    }

    @Test
    void a_command_after_the_moment_finds_the_report_published() {
        given(scheduled())
                .when(new WithdrawPublication("Too late.", EMBARGO))
                .refused(Kind.CONFLICT, FROZEN);
        given(scheduled())
                .when(new CorrectReport("foreword", "Another.", "A misprint.", EMBARGO))
                .then(
                        EMBARGOED,
                        new ReportCorrected(
                                2,
                                LocalDate.of(2009, 7, 1),
                                "foreword",
                                "Another.",
                                "A misprint."));
    }

    @Test
    void fieldwork_reopened_before_the_moment_takes_the_publication_back() {
        var state = all(scheduled(), reopened(41)).apply(ReportDecider.initial());
        var withdrawn = new PublicationWithdrawn("Fieldwork was reopened.");
        assertThat(ReportDecider.overtaken(state, EMBARGO.minusSeconds(1)))
                .containsExactly(withdrawn);
        new Given(ReportDecider.evolve(state, withdrawn))
                .when(PUBLISH)
                .refused(
                        Kind.CONFLICT,
                        "Fieldwork was reopened; the scores are not final again yet.");
    }

    @Test
    void scores_final_again_before_the_moment_void_the_report() {
        var state = all(scheduled(), finalised(9, 60)).apply(ReportDecider.initial());
        var withdrawn = new PublicationWithdrawn("The scores were finalised again.");
        assertThat(ReportDecider.overtaken(state, EMBARGO.minusSeconds(1)))
                .containsExactly(withdrawn);
        new Given(ReportDecider.evolve(state, withdrawn))
                .when(PUBLISH)
                .refused(Kind.CONFLICT, VOID);
    }

    @Test
    void what_happened_after_the_moment_comes_after_the_publication() {
        for (var news : List.of(reopened(41), finalised(9, 60))) {
            var state = all(scheduled(), news).apply(ReportDecider.initial());
            assertThat(ReportDecider.overtaken(state, EMBARGO)).containsExactly(EMBARGOED);
        }
    }

    @Test
    void a_reopening_from_before_the_final_scores_overtakes_nothing() {
        var state = all(scheduled(), reopened(39)).apply(ReportDecider.initial());
        assertThat(ReportDecider.overtaken(state, JUNE_24)).isEmpty();
        assertThat(
                        ReportDecider.overtaken(
                                all(answered(), reopened(41)).apply(ReportDecider.initial()),
                                JUNE_24))
                .isEmpty();
    }

    // ---- publication

    @Test
    void sefton_is_published_with_a_plan_due_in_28_days_and_a_reinspection_in_12_months() {
        given(answered()).when(PUBLISH).then(published(RECOMMENDATIONS));
    }

    @Test
    void a_check_that_nobody_answered_holds_publication_up_until_its_day_is_over() {
        given(underCheck())
                .when(at(Instant.parse("2009-06-12T22:59:59Z")))
                .refused(
                        Kind.CONFLICT,
                        "The factual accuracy check is open until the end of 2009-06-12 and has not"
                                + " been answered.");
        given(underCheck()).when(PUBLISH).then(published(RECOMMENDATIONS));
    }

    @Test
    void a_report_is_published_only_after_a_factual_accuracy_check() {
        given(drafted(), recommended(RECOMMENDATIONS))
                .when(PUBLISH)
                .refused(
                        Kind.CONFLICT,
                        "A report is published only after a factual accuracy check.");
    }

    @Test
    void a_report_is_published_with_at_least_one_recommendation() {
        given(drafted(), event(new FactualAccuracyCheckOpened(CHECK_DUE)))
                .when(PUBLISH)
                .refused(Kind.CONFLICT, "A report is published with at least one recommendation.");
    }

    @Test
    void a_recommendation_that_was_replaced_is_not_published() {
        var other = new Recommendation(8, "All posts are filled.", "Chair of Management Board");
        var published = new java.util.ArrayList<>(RECOMMENDATIONS);
        published.set(7, other);
        given(answered(), event(new RecommendationMade(other)))
                .when(PUBLISH)
                .then(published(published));
    }

    @Test
    void the_day_of_publication_is_the_day_in_london() {
        var events = given(answered()).when(at(Instant.parse("2009-06-23T23:30:00Z"))).events();
        assertThat(((ReportPublished) events.getFirst()).publishedOn()).isEqualTo("2009-06-24");
    }

    @Test
    void the_plan_may_be_due_on_a_fixed_date() {
        var fixed = LocalDate.of(2009, 9, 1);
        var events = given(answered()).when(planDueOn(fixed)).events();
        assertThat(((ReportPublished) events.getFirst()).planDue())
                .isEqualTo(new DueDate(fixed, "fixed date"));
    }

    @Test
    void the_fixed_date_may_be_the_day_of_publication_and_not_before() {
        var events = given(answered()).when(planDueOn(Sefton.PUBLISHED)).events();
        assertThat(((ReportPublished) events.getFirst()).planDue().on())
                .isEqualTo(Sefton.PUBLISHED);
        given(answered())
                .when(planDueOn(Sefton.PUBLISHED.minusDays(1)))
                .refused(
                        Kind.INVALID,
                        "The improvement plan cannot be due before the report is published.",
                        "planDueOn");
    }

    @Test
    void without_a_reinspection_there_is_no_due_date_for_one() {
        var events =
                given(answered())
                        .when(
                                new PublishReport(
                                        false,
                                        "The work is sound.",
                                        null,
                                        "The Board",
                                        null,
                                        JUNE_24))
                        .events();
        var published = (ReportPublished) events.getFirst();
        assertThat(published.reinspection())
                .isEqualTo(new ReinspectionDecision(false, "The work is sound.", null));
        assertThat(published.overseer()).isEqualTo("The Board");
    }

    @Test
    void the_youth_justice_board_oversees_a_plan_unless_another_is_named() {
        var events = given(answered()).when(PUBLISH).events();
        assertThat(((ReportPublished) events.getFirst()).overseer())
                .isEqualTo("Youth Justice Board");
    }

    @Test
    void a_fixed_date_is_one_that_people_may_mean() {
        for (var day : List.of(LocalDate.MIN, ReportDecider.LATEST.plusDays(1), LocalDate.MAX)) {
            given(answered()).when(planDueOn(day)).refused(Kind.INVALID, PUBLICATION, "planDueOn");
        }
    }

    @Test
    void the_reason_of_a_decision_has_a_limit() {
        given(answered())
                .when(
                        new PublishReport(
                                true,
                                "x".repeat(ReportDecider.REASON_MAX + 1),
                                null,
                                null,
                                null,
                                JUNE_24))
                .refused(Kind.INVALID, PUBLICATION, "reinspection.reason");
    }

    @Test
    void a_decision_has_a_reason_and_a_plan_an_overseer() {
        given(answered())
                .when(new PublishReport(true, "", null, " ", null, JUNE_24))
                .refused(Kind.INVALID, PUBLICATION, "reinspection.reason", "overseer");
    }

    @Test
    void a_draft_is_not_published_while_fieldwork_is_reopened() {
        given(answered(), reopened(41))
                .when(PUBLISH)
                .refused(
                        Kind.CONFLICT,
                        "Fieldwork was reopened; the scores are not final again yet.");
    }

    @Test
    void nothing_is_published_before_the_announcement_has_brought_the_framework() {
        given(
                        finalised(5, 40),
                        event(draftOf(5, 40)),
                        recommended(RECOMMENDATIONS),
                        event(new FactualAccuracyCheckOpened(CHECK_DUE)))
                .when(PUBLISH)
                .refused(
                        Kind.CONFLICT,
                        "The announcement of this inspection has not arrived yet; try again.");
    }

    @Test
    void rated_standards_are_drafted_and_published_as_they_were_scored() {
        var rated =
                all(
                        state -> ReportDecider.evolve(state, EastSussex.announced()),
                        state -> ReportDecider.evolve(state, EastSussex.finalised(90), 7));
        var drafted =
                (ReportDrafted)
                        given(rated).when(new DraftReport(FOREWORD, MAY)).events().getFirst();
        assertThat(drafted.scores()).isEqualTo(EastSussex.SCORES);
        assertThat(drafted.proposal()).isEqualTo(EastSussex.finalised(90).reinspection());
        var published =
                (ReportPublished)
                        given(
                                        rated,
                                        event(drafted),
                                        recommended(RECOMMENDATIONS),
                                        event(new FactualAccuracyCheckOpened(CHECK_DUE)),
                                        event(
                                                new FactualAccuracyAnswered(
                                                        LocalDate.of(2024, 8, 2), List.of())))
                                .when(PUBLISH)
                                .events()
                                .getFirst();
        assertThat(published.scores()).isEqualTo(EastSussex.SCORES);
        assertThat(published.framework()).isEqualTo(EastSussex.FRAMEWORK.ref());
    }

    @Test
    void a_framework_of_rated_standards_gives_its_own_days() {
        var rated = Frameworks.newest("yj-2018").orElseThrow();
        var announced = Sefton.announced(InspectionKind.CORE);
        var other =
                new InspectionAnnounced(
                        announced.area(),
                        announced.body(),
                        announced.kind(),
                        rated,
                        announced.lead(),
                        announced.fieldworkStart(),
                        announced.fieldworkEnd(),
                        null);
        var events = given(answered(), state -> ReportDecider.evolve(state, other)).when(PUBLISH);
        assertThat(((ReportPublished) events.events().getFirst()).planDue().on())
                .isEqualTo(Sefton.PUBLISHED.plusDays(rated.plan().dueAfterPublicationDays()));
    }

    // ---- after publication

    @Test
    void a_published_report_is_frozen() {
        var state = given(publishedReport());
        for (ReportCommand command :
                List.of(
                        new DraftReport(FOREWORD, MAY),
                        new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY),
                        new OpenFactualAccuracyCheck(CHECK_DUE, MAY),
                        new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY),
                        new AmendReport(
                                "criteria/1.1/strengths",
                                "Three posts were vacant.",
                                "A check of facts.",
                                MAY),
                        PUBLISH)) {
            state.when(command).refused(Kind.CONFLICT, FROZEN);
        }
    }

    @Test
    void scores_finalised_again_do_not_publish_a_published_report_again() {
        given(publishedReport(), reopened(41), finalised(9, 60))
                .when(PUBLISH)
                .refused(Kind.CONFLICT, FROZEN);
    }

    @Test
    void a_correction_makes_a_new_edition() {
        given(publishedReport())
                .when(correction())
                .then(
                        new ReportCorrected(
                                2,
                                Sefton.PUBLISHED,
                                "criteria/1.1/strengths",
                                "Four posts.",
                                "A wrong count."));
    }

    @Test
    void each_correction_makes_one_more_edition() {
        given(
                        publishedReport(),
                        event(
                                new ReportCorrected(
                                        2,
                                        Sefton.PUBLISHED,
                                        "criteria/1.1/strengths",
                                        "Four.",
                                        "Count.")),
                        finalised(9, 60))
                .when(correction())
                .then(
                        new ReportCorrected(
                                3,
                                Sefton.PUBLISHED,
                                "criteria/1.1/strengths",
                                "Four posts.",
                                "A wrong count."));
    }

    @Test
    void a_published_report_is_corrected_so_many_times() {
        int last = ReportDecider.CORRECTIONS_MAX + 1; // the first edition corrects nothing
        given(publishedReport(), event(edition(last - 1)))
                .when(correction())
                .then(
                        new ReportCorrected(
                                last,
                                Sefton.PUBLISHED,
                                "criteria/1.1/strengths",
                                "Four posts.",
                                "A wrong count."));
        given(publishedReport(), event(edition(last)))
                .when(correction())
                .refused(Kind.CONFLICT, "A report is corrected at most 100 times.");
    }

    @Test
    void a_correction_names_section_text_and_reason() {
        given(publishedReport())
                .when(new CorrectReport("x".repeat(201), "", "", JUNE_24))
                .refused(
                        Kind.INVALID,
                        "A change names a section of the report, the new text and the reason.",
                        "section",
                        "text",
                        "reason");
    }

    @Test
    void a_draft_is_amended_and_not_corrected() {
        for (var state : List.of(drafted(), underCheck(), answered())) {
            given(state)
                    .when(correction())
                    .refused(
                            Kind.CONFLICT,
                            "Only a published report is corrected; a draft is amended.");
        }
    }

    @Test
    void without_a_report_there_is_nothing_to_change() {
        var state = given(announced(), finalised(5, 40));
        for (ReportCommand command :
                List.of(
                        new MakeRecommendation(RECOMMENDATIONS.getFirst(), MAY),
                        new OpenFactualAccuracyCheck(CHECK_DUE, MAY),
                        new AnswerFactualAccuracyCheck(Sefton.AREA, CHALLENGES, MAY),
                        new AmendReport(
                                "criteria/1.1/strengths",
                                "Three posts were vacant.",
                                "A check of facts.",
                                MAY),
                        PUBLISH,
                        correction())) {
            state.when(command).refused(Kind.MISSING, NONE);
        }
    }

    // ---- what has happened so far

    private static final String PUBLICATION =
            "A publication gives the reason of its decision, the plan's overseer and no day outside"
                    + " 1990 to 2200.";
    private static final String WAITING =
            "The report is to be published at 2009-06-30T23:01:00Z; withdraw that first.";
    private static final PublicationScheduled SCHEDULED =
            new PublicationScheduled(
                    EMBARGO,
                    LocalDate.of(2009, 7, 1),
                    new DueDate(LocalDate.of(2009, 7, 29), "28 days after publication"),
                    "Youth Justice Board",
                    new ReinspectionDecision(
                            true,
                            REASON,
                            new DueDate(LocalDate.of(2010, 7, 1), "12 months after publication")));
    private static final ReportPublished EMBARGOED =
            new ReportPublished(
                    Sefton.AREA,
                    Sefton.BODY,
                    InspectionKind.CORE,
                    Sefton.FRAMEWORK.ref(),
                    1,
                    SCHEDULED.publishedOn(),
                    Sefton.finalised(InspectionKind.CORE, 40).scores(),
                    RECOMMENDATIONS,
                    SCHEDULED.planDue(),
                    SCHEDULED.overseer(),
                    SCHEDULED.reinspection());
    private static final String NONE = "There is no report of this inspection.";
    private static final String VOID =
            "The draft is void because the scores were finalised again; draft the report anew.";
    // ---- what was discarded

    private static final EventDiscarded DISCARDED =
            new EventDiscarded(
                    "case-events",
                    41,
                    "CaseForgotten",
                    "case-events/sefton/41",
                    "00",
                    3,
                    77,
                    "It says nothing that is reported.");

    private static UnaryOperator<ReportState> discarded(String topic, long version) {
        return state -> ReportDecider.evolve(state, topic, version, DISCARDED);
    }

    private static UnaryOperator<ReportState> accepted(String topic, long discard) {
        return state ->
                ReportDecider.evolve(
                        state, topic, discard + 1, new DiscardAccepted(discard, "Nothing lacks."));
    }

    @Test
    void what_lacks_a_discarded_event_is_not_published_until_someone_accepts_it() {
        String sentence =
                "The inspection is incomplete and cannot be published. case-events/sefton/41"
                        + " (CaseForgotten) was discarded as score-events/7. A chief inspector accepts"
                        + " that at the service that writes score-events, with POST"
                        + " /admin/discarded-events/sefton/7/acceptance.";
        given(answered(), discarded("score-events", 7))
                .when(PUBLISH)
                .refused(Kind.CONFLICT, sentence);
        given(answered(), discarded("score-events", 7))
                .when(SCHEDULE)
                .refused(Kind.CONFLICT, sentence);
        given(answered(), discarded("score-events", 7), accepted("report-events", 7))
                .when(PUBLISH)
                .refused(Kind.CONFLICT, sentence);
        given(answered(), discarded("score-events", 7), accepted("score-events", 7))
                .when(PUBLISH)
                .then(published(RECOMMENDATIONS));
        given(discarded("score-events", 7), answered(), accepted("score-events", 7))
                .when(PUBLISH)
                .then(published(RECOMMENDATIONS));
    }

    @Test
    void an_event_discarded_before_the_moment_takes_the_publication_back() {
        var state = all(scheduled(), discarded("score-events", 7)).apply(ReportDecider.initial());
        assertThat(ReportDecider.overtaken(state, EMBARGO.minusSeconds(1)))
                .containsExactly(
                        new PublicationWithdrawn("An event of the inspection was discarded."));
        assertThat(ReportDecider.overtaken(state, EMBARGO)).containsExactly(EMBARGOED);
    }

    private static final String FROZEN =
            "A published report is frozen; a change needs a correction, which makes a new edition.";

    private static UnaryOperator<ReportState> announced() {
        return announced(InspectionKind.CORE);
    }

    private static UnaryOperator<ReportState> announced(InspectionKind kind) {
        return state -> ReportDecider.evolve(state, Sefton.announced(kind));
    }

    private static UnaryOperator<ReportState> finalised(long version, long caseVersion) {
        return finalised(InspectionKind.CORE, version, caseVersion);
    }

    private static UnaryOperator<ReportState> finalised(
            InspectionKind kind, long version, long caseVersion) {
        return state -> ReportDecider.evolve(state, Sefton.finalised(kind, caseVersion), version);
    }

    private static UnaryOperator<ReportState> reopened(long version) {
        return state ->
                ReportDecider.evolve(state, new FieldworkReopened("A file was found."), version);
    }

    private static UnaryOperator<ReportState> event(ReportEvent... events) {
        return events(List.of(events));
    }

    private static UnaryOperator<ReportState> events(List<? extends ReportEvent> events) {
        return state -> fold(state, events);
    }

    private static UnaryOperator<ReportState> recommended(List<Recommendation> recommendations) {
        return state -> fold(state, recommendations.stream().map(RecommendationMade::new).toList());
    }

    private static UnaryOperator<ReportState> drafted() {
        return all(announced(), finalised(5, 40), event(draftOf(5, 40)));
    }

    private static UnaryOperator<ReportState> underCheck() {
        return all(
                drafted(),
                recommended(RECOMMENDATIONS),
                event(new FactualAccuracyCheckOpened(CHECK_DUE)));
    }

    private static UnaryOperator<ReportState> undecided() {
        return all(
                underCheck(),
                event(new FactualAccuracyAnswered(LocalDate.of(2009, 6, 10), CHALLENGES)));
    }

    private static UnaryOperator<ReportState> answered() {
        return all(undecided(), event(ACCEPTED), recommended(RECOMMENDATIONS));
    }

    private static UnaryOperator<ReportState> scheduled() {
        return all(answered(), event(SCHEDULED));
    }

    private static UnaryOperator<ReportState> returned(Respondents who, int completed) {
        return state -> ReportDecider.evolve(state, new QuestionnaireRecorded(who, completed));
    }

    private static UnaryOperator<ReportState> publishedReport() {
        return all(answered(), event(published(RECOMMENDATIONS)));
    }

    private static ReportDrafted draftOf(long version, long caseVersion) {
        return draftOf(InspectionKind.CORE, version, caseVersion);
    }

    private static ReportDrafted draftOf(InspectionKind kind, long version, long caseVersion) {
        ScoresFinalised scores = Sefton.finalised(kind, caseVersion);
        return new ReportDrafted(
                Sefton.AREA,
                Sefton.BODY,
                kind,
                Sefton.FRAMEWORK.ref(),
                version,
                scores.scores(),
                scores.reinspection(),
                FOREWORD);
    }

    private static ReportPublished published(List<Recommendation> recommendations) {
        return new ReportPublished(
                Sefton.AREA,
                Sefton.BODY,
                InspectionKind.CORE,
                Sefton.FRAMEWORK.ref(),
                1,
                Sefton.PUBLISHED,
                Sefton.finalised(InspectionKind.CORE, 40).scores(),
                recommendations,
                new DueDate(Sefton.PLAN_DUE, "28 days after publication"),
                "Youth Justice Board",
                new ReinspectionDecision(
                        true,
                        REASON,
                        new DueDate(Sefton.REINSPECTION_DUE, "12 months after publication")));
    }

    private static ReportCorrected edition(int number) {
        return new ReportCorrected(
                number, Sefton.PUBLISHED, "criteria/1.1/strengths", "Four.", "Count.");
    }

    private static PublishReport at(Instant at) {
        return new PublishReport(true, REASON, null, null, null, at);
    }

    private static PublishReport planDueOn(LocalDate on) {
        return new PublishReport(true, REASON, on, null, null, JUNE_24);
    }

    private static CorrectReport correction() {
        return new CorrectReport(
                "criteria/1.1/strengths", "Four posts.", "A wrong count.", JUNE_24);
    }

    // ---- given, when, then

    @SafeVarargs
    private static UnaryOperator<ReportState> all(UnaryOperator<ReportState>... happened) {
        return state -> {
            ReportState now = state;
            for (UnaryOperator<ReportState> one : happened) {
                now = one.apply(now);
            }
            return now;
        };
    }

    @SafeVarargs
    private static Given given(UnaryOperator<ReportState>... happened) {
        return new Given(all(happened).apply(ReportDecider.initial()));
    }

    private static ReportState fold(ReportState state, List<? extends ReportEvent> events) {
        ReportState now = state;
        for (ReportEvent event : events) {
            now = ReportDecider.evolve(now, event);
        }
        return now;
    }

    private record Given(ReportState state) {
        When when(ReportCommand command) {
            return new When(state, command);
        }
    }

    private record When(ReportState state, ReportCommand command) {
        List<ReportEvent> events() {
            return ReportDecider.decide(state, command);
        }

        void then(ReportEvent... expected) {
            assertThat(events()).containsExactly(expected);
        }

        void refused(Kind kind, String sentence, String... fields) {
            @Nullable Refused refused = catchThrowableOfType(Refused.class, this::events);
            assertThat(refused).as("%s is refused", command).isNotNull();
            if (refused != null) {
                assertThat(refused.kind()).isEqualTo(kind);
                assertThat(refused.sentence()).isEqualTo(sentence);
                assertThat(refused.violations().stream().map(Refused.Violation::field))
                        .containsExactlyElementsOf(Arrays.asList(fields));
            }
        }
    }
}
