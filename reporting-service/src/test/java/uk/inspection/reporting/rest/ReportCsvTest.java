package uk.inspection.reporting.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework.Headline;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.reporting.Sefton;
import uk.inspection.reporting.domain.ReportContent;
import uk.inspection.reporting.domain.ReportDocument;

class ReportCsvTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM"})
    void what_a_spreadsheet_takes_for_a_formula_begins_with_an_apostrophe(String title) {
        assertThat(tables(title).lines().skip(1).findFirst())
                .hasValue("headline,safeguarding,'" + title + ",124,323,38,DRASTIC,33,44,,,,true");
    }

    private static String tables(String title) {
        return ReportCsv.of(document(title));
    }

    /** Sefton's, but for the title of its one headline. */
    static ReportDocument document(String title) {
        var announced = Sefton.announced(InspectionKind.CORE);
        var framework = (PooledPercentage) announced.framework();
        var named =
                new PooledPercentage(
                        framework.id(),
                        framework.version(),
                        framework.title(),
                        framework.inForce(),
                        framework.methodStatus(),
                        framework.rounding(),
                        framework.answers(),
                        framework.bands(),
                        List.of(new Headline("safeguarding", title, true)),
                        framework.reinspection(),
                        framework.plan(),
                        framework.questionnaires(),
                        framework.sections(),
                        framework.criteria(),
                        framework.questions());
        var scores = Sefton.finalised(InspectionKind.CORE, 40);
        var content =
                ReportContent.empty()
                        .after(
                                new InspectionAnnounced(
                                        announced.area(),
                                        announced.body(),
                                        announced.kind(),
                                        named,
                                        announced.lead(),
                                        announced.fieldworkStart(),
                                        announced.fieldworkEnd(),
                                        null))
                        .after(
                                new ReportDrafted(
                                        scores.area(),
                                        scores.body(),
                                        scores.kind(),
                                        scores.framework(),
                                        5,
                                        scores.scores(),
                                        scores.reinspection(),
                                        Sefton.FOREWORD));
        return Objects.requireNonNull(ReportDocument.of("inspection-1", content));
    }
}
