package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How far an inspection has come, by what happened to it. */
class HistoryStageTest {
    private static final List<String> SCORED =
            List.of("InspectionAnnounced", "CaseSampled", "FieldworkClosed", "ScoresFinalised");

    @Test
    void an_inspection_goes_from_stage_to_stage() {
        assertThat(after()).isNull();
        assertThat(after("InspectionAnnounced")).isEqualTo(HistoryStage.ANNOUNCED);
        assertThat(after("InspectionAnnounced", "CaseSampled", "CaseJudged"))
                .isEqualTo(HistoryStage.FIELDWORK);
        assertThat(afterScores()).isEqualTo(HistoryStage.SCORES_FINAL);
        assertThat(afterScores("ReportDrafted", "RecommendationMade"))
                .isEqualTo(HistoryStage.DRAFTED);
        assertThat(afterScores("ReportDrafted", "ReportPublished", "PlanRequested"))
                .isEqualTo(HistoryStage.PLAN_AWAITED);
    }

    @Test
    void what_comes_late_leads_not_back() {
        assertThat(afterScores("ReportDrafted", "ContextRecorded", "CaseSampled"))
                .isEqualTo(HistoryStage.DRAFTED);
        assertThat(afterScores("ReportPublished", "PlanRequested", "ScoresFinalised"))
                .isEqualTo(HistoryStage.PLAN_AWAITED);
    }

    @Test
    void fieldwork_reopened_leads_back_until_the_report_is_published() {
        assertThat(afterScores("ReportDrafted", "FieldworkReopened"))
                .isEqualTo(HistoryStage.FIELDWORK);
        assertThat(afterScores("ReportPublished", "FieldworkReopened"))
                .isEqualTo(HistoryStage.PUBLISHED);
        assertThat(afterScores("ReportDrafted", "ScoresFinalised"))
                .isEqualTo(HistoryStage.SCORES_FINAL);
    }

    @Test
    void a_publication_taken_back_leads_to_where_it_was_decided() {
        assertThat(
                        afterScores(
                                "ReportDrafted",
                                "FactualAccuracyCheckOpened",
                                "FactualAccuracyAnswered",
                                "PublicationScheduled",
                                "PublicationWithdrawn"))
                .isEqualTo(HistoryStage.ANSWERED);
        assertThat(
                        afterScores(
                                "ReportDrafted",
                                "PublicationScheduled",
                                "FieldworkReopened",
                                "PublicationWithdrawn"))
                .isEqualTo(HistoryStage.FIELDWORK);
    }

    @Test
    void a_plan_returned_is_awaited_again() {
        assertThat(afterScores("ReportPublished", "PlanRequested", "PlanSubmitted", "PlanReturned"))
                .isEqualTo(HistoryStage.PLAN_AWAITED);
    }

    private static @Nullable HistoryStage after(String... types) {
        return HistoryStage.after(List.of(types));
    }

    private static @Nullable HistoryStage afterScores(String... types) {
        var all = new ArrayList<>(SCORED);
        all.addAll(List.of(types));
        return HistoryStage.after(all);
    }
}
