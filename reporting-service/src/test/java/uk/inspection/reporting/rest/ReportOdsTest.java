package uk.inspection.reporting.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.miachm.sods.Range;
import com.github.miachm.sods.SpreadSheet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportOdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM"})
    void what_a_spreadsheet_takes_for_a_formula_begins_with_an_apostrophe(String title)
            throws IOException {
        Range cell = headline(title);
        assertThat(cell.getValue()).isEqualTo("'" + title);
        assertThat(cell.getFormula()).isNull();
    }

    @Test
    void what_xml_cannot_hold_is_left_out() throws IOException {
        assertThat(headline("a\u0001b\u001Bc\uFFFEd\uD800e <&> \u0175 \uD83D\uDE00").getValue())
                .isEqualTo("abcde <&> \u0175 \uD83D\uDE00");
    }

    @Test
    void figures_are_numbers() throws IOException {
        assertThat(row("Safeguarding").getCell(0, 4).getValue()).isEqualTo(38.0);
    }

    private static Range headline(String title) throws IOException {
        return row(title).getCell(0, 1);
    }

    private static Range row(String title) throws IOException {
        byte[] workbook = ReportOds.of(ReportCsvTest.document(title));
        return new SpreadSheet(new ByteArrayInputStream(workbook))
                .getSheet("Headlines")
                .getRange(1, 0, 1, 9);
    }
}
