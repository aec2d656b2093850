package uk.inspection.reporting.rest;

import static uk.inspection.reporting.rest.ReportTables.Column.APPLICABLE;
import static uk.inspection.reporting.rest.ReportTables.Column.BAND;
import static uk.inspection.reporting.rest.ReportTables.Column.HIGH;
import static uk.inspection.reporting.rest.ReportTables.Column.ID;
import static uk.inspection.reporting.rest.ReportTables.Column.LOW;
import static uk.inspection.reporting.rest.ReportTables.Column.PERCENT;
import static uk.inspection.reporting.rest.ReportTables.Column.POINTS;
import static uk.inspection.reporting.rest.ReportTables.Column.RATING;
import static uk.inspection.reporting.rest.ReportTables.Column.RATING_BY_RULE;
import static uk.inspection.reporting.rest.ReportTables.Column.SCORED;
import static uk.inspection.reporting.rest.ReportTables.Column.SUFFICIENT;
import static uk.inspection.reporting.rest.ReportTables.Column.TITLE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.domain.ReportDocument.Criterion;
import uk.inspection.reporting.domain.ReportDocument.Domain;
import uk.inspection.reporting.domain.ReportDocument.Line;
import uk.inspection.reporting.domain.ReportDocument.Section;
import uk.inspection.reporting.domain.ReportDocument.Standard;

/** A report's scores as rows: what its CSV and its workbook are made of. */
final class ReportTables {
    private ReportTables() {}

    /** What a column says; {@code heading} is its name in either form. */
    @SuppressWarnings("ImmutableEnumChecker") // its function keeps no state
    enum Column {
        TABLE("table", "Which table the row belongs to.", row -> row.table().word),
        ID("id", "Id within the framework.", Row::id),
        TITLE("title", "What is scored or rated, in the framework's words.", Row::title),
        SUFFICIENT(
                "sufficient",
                "Number of answers that found the work done well enough. Empty where the figures are"
                        + " withheld because they tell of few children.",
                counted(Tally::sufficient)),
        APPLICABLE(
                "applicable",
                "Number of answers that applied to a case.",
                counted(Tally::applicable)),
        PERCENT(
                "percent",
                "The score: sufficient of applicable as a whole percentage. Empty where nothing"
                        + " applied.",
                counted(Tally::percent)),
        BAND("band", "How much improvement the score requires.", counted(Tally::band)),
        LOW(
                "intervalLow",
                "Lower end of the 95% interval of the score, in percent.",
                interval(Interval::low)),
        HIGH(
                "intervalHigh",
                "Upper end of the 95% interval of the score, in percent.",
                interval(Interval::high)),
        RATING("rating", "The rating. Empty where it is not rated.", rated(StandardRating::rating)),
        RATING_BY_RULE(
                "ratingByRule",
                "The rating that the cases alone give, before discretion.",
                rated(StandardRating::byRule)),
        POINTS("points", "Points towards the overall rating.", rated(StandardRating::points)),
        SCORED("scored", "Whether the row counts in a score above it.", Row::scored);

        final String heading;
        final String meaning;
        private final Function<Row, @Nullable Object> value;

        Column(String heading, String meaning, Function<Row, @Nullable Object> value) {
            this.heading = heading;
            this.meaning = meaning;
            this.value = value;
        }

        @Nullable Object of(Row row) {
            return Cells.harmless(value.apply(row));
        }

        private static Function<Row, @Nullable Object> counted(
                Function<Tally, @Nullable Object> value) {
            return row -> row.score() == null ? null : value.apply(row.score());
        }

        private static Function<Row, @Nullable Object> interval(Function<Interval, Object> value) {
            return counted(
                    score -> score.interval() == null ? null : value.apply(score.interval()));
        }

        private static Function<Row, @Nullable Object> rated(
                Function<StandardRating, @Nullable Object> value) {
            return row -> row.rating() == null ? null : value.apply(row.rating());
        }
    }

    /** {@code columns} are those that can say something in this table. */
    @SuppressWarnings("ImmutableEnumChecker") // its list is List.of
    enum Table {
        HEADLINE("headline", "Headlines", scores()),
        SECTION("section", "Sections", unbanded()),
        CRITERION("criterion", "Criteria", scores()),
        QUESTION("question", "Questions", unbanded()),
        STANDARD(
                "standard",
                "Standards",
                List.of(ID, TITLE, RATING, RATING_BY_RULE, POINTS, SCORED)),
        KEY_QUESTION("key-question", "Key questions", scores());

        final String word;
        final String sheet;
        final List<Column> columns;

        Table(String word, String sheet, List<Column> columns) {
            this.word = word;
            this.sheet = sheet;
            this.columns = columns;
        }

        private static List<Column> scores() {
            return List.of(ID, TITLE, SUFFICIENT, APPLICABLE, PERCENT, BAND, LOW, HIGH, SCORED);
        }

        /** The method gives sections and questions no band. */
        private static List<Column> unbanded() {
            return List.of(ID, TITLE, SUFFICIENT, APPLICABLE, PERCENT, LOW, HIGH, SCORED);
        }
    }

    /** One score, or one rating. */
    record Row(
            Table table,
            String id,
            String title,
            boolean scored,
            @Nullable Tally score,
            @Nullable StandardRating rating) {

        static Row of(Table table, Line line) {
            return new Row(table, line.id(), line.title(), line.scored(), line.score(), null);
        }
    }

    /** All tables, in the order of the report. */
    static List<Row> of(ReportDocument document) {
        var rows = new ArrayList<Row>();
        document.scoring().headlines().forEach(line -> rows.add(Row.of(Table.HEADLINE, line)));
        for (Section section : document.sections()) {
            rows.add(
                    new Row(
                            Table.SECTION,
                            section.id(),
                            section.title(),
                            true,
                            section.score(),
                            null));
            for (Criterion criterion : section.criteria()) {
                rows.add(
                        new Row(
                                Table.CRITERION,
                                criterion.id(),
                                criterion.title(),
                                true,
                                criterion.score(),
                                null));
                criterion.questions().forEach(line -> rows.add(Row.of(Table.QUESTION, line)));
            }
        }
        for (Domain domain : document.domains()) {
            for (Standard standard : domain.standards()) {
                var rating = standard.rating();
                rows.add(
                        new Row(
                                Table.STANDARD,
                                standard.id(),
                                standard.title(),
                                rating.counted(),
                                null,
                                rating));
                standard.keyQuestions().forEach(line -> rows.add(Row.of(Table.KEY_QUESTION, line)));
            }
        }
        return List.copyOf(rows);
    }
}
