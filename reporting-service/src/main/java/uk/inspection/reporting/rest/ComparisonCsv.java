package uk.inspection.reporting.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.reporting.domain.NationalComparison;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Place;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.PublicationDates;

/** The results of a comparison as rows of a table (RFC 4180), one a result. */
final class ComparisonCsv {
    private record Column(String name, Function<Result, @Nullable Object> value) {}

    private ComparisonCsv() {}

    static String table(Framework framework, NationalComparison comparison, List<Result> results) {
        List<Column> columns = columns(framework, comparison);
        var text = new StringBuilder();
        try (CSVPrinter printer =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader(columns.stream().map(Column::name).toArray(String[]::new))
                        .get()
                        .print(text)) {
            for (Result result : results) {
                printer.printRecord(
                        columns.stream()
                                .map(one -> Cells.harmless(one.value().apply(result)))
                                .toList());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static List<Column> columns(Framework framework, NationalComparison comparison) {
        var columns = new ArrayList<Column>();
        columns.add(new Column("area", Result::area));
        columns.add(new Column("kind", result -> ResultViews.word(result.kind())));
        columns.add(new Column("published", r -> PublicationDates.write(r.published())));
        columns.add(
                new Column(
                        "precision",
                        r -> ResultViews.word(PublicationDates.precision(r.published()))));
        switch (framework) {
            case Framework.PooledPercentage pooled ->
                    pooled.headlines().forEach(one -> headline(columns, one.id(), comparison));
            case Framework.RatedStandards rated -> {
                columns.add(new Column("overall", Result::overall));
                columns.add(new Column("points", Result::points));
                columns.add(new Column("maximum", Result::maximum));
                rated.standards()
                        .forEach(one ->
                                columns.add(
                                        new Column(
                                                one.id(),
                                                result -> result.rating(one.id()).orElse(null))));
            }
        }
        columns.add(new Column("source", Result::source));
        columns.add(new Column("note", Result::note));
        return columns;
    }

    private static void headline(List<Column> columns, String id, NationalComparison comparison) {
        columns.add(new Column(id + "Percent", of(id, Headline::percent)));
        columns.add(new Column(id + "Band", of(id, Headline::band)));
        columns.add(
                new Column(
                        id + "Low",
                        of(id, one -> one.interval() == null ? null : one.interval().low())));
        columns.add(
                new Column(
                        id + "High",
                        of(id, one -> one.interval() == null ? null : one.interval().high())));
        columns.add(new Column(id + "Rank", placed(id, comparison, Place::rank)));
        columns.add(new Column(id + "Quartile", placed(id, comparison, Place::quartile)));
    }

    private static Function<Result, @Nullable Object> of(
            String id, Function<Headline, @Nullable Object> value) {
        return result -> {
            Optional<Headline> headline = result.headline(id);
            return headline.isPresent() ? value.apply(headline.get()) : null;
        };
    }

    private static Function<Result, @Nullable Object> placed(
            String id, NationalComparison comparison, Function<Place, Object> value) {
        return result -> {
            Optional<Place> place = comparison.place(result, id);
            return place.isPresent() ? value.apply(place.get()) : null;
        };
    }
}
