package uk.inspection.reporting.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.projection.EditionEntity;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.web.PressNotice.Rated;
import uk.inspection.reporting.web.ReportBody.Row;

/**
 * Drafts press notices: from a report's first edition, which is what a notice announces, or before
 * publication from its draft.
 */
@ApplicationScoped
class PressNotices {
    private static final int FIRST = 1;

    private final Requests requests;
    private final ReportReadModels readModels;
    private final ReportPages reports;

    PressNotices(Requests requests, ReportReadModels readModels, ReportPages reports) {
        this.requests = requests;
        this.readModels = readModels;
        this.reports = reports;
    }

    /** The row of a report whose notice the caller may see; a problem where there is none. */
    ReportEntity row(String id) {
        ReportEntity row = ReportEntity.findById(id);
        if (row == null || !Readers.mayReadPressNotice(requests, row)) {
            throw missing("There is no press notice on a report of this inspection.");
        }
        return row;
    }

    static boolean published(ReportEntity row) {
        return row.status.equals(ReportEntity.PUBLISHED);
    }

    PressNotice notice(ReportEntity row, Language language, String address) {
        ReportDocument document = document(row);
        ReportBody body = reports.body(document, row, language);
        var data = document.inspectionData();
        var scoring = body.scoring();
        return new PressNotice(
                row.id,
                address,
                row.publishAt == null ? null : language.moment(row.publishAt),
                published(row) ? language.day(row.publishedOn) : null,
                document.area(),
                document.body(),
                document.kind(),
                WelshTitles.in(language, document.frameworkTitle()),
                scoring.rated(),
                worst(scoring.headlines()),
                scoring.headlines(),
                scoring.overall(),
                scoring.points(),
                scoring.maximum(),
                ratings(scoring.standards()),
                body.recommended().size(),
                body.nextSteps(),
                language.day(data.fieldworkStart()),
                language.day(data.fieldworkEnd()),
                data.sampled(),
                data.judged());
    }

    private ReportDocument document(ReportEntity row) {
        String text;
        if (published(row)) {
            EditionEntity first = EditionEntity.of(row.id, FIRST);
            text = first == null ? null : first.document;
        } else {
            text = readModels.draft(row.id);
        }
        if (text == null) {
            throw missing(
                    published(row)
                            ? "An earlier build published this report and kept no document of it."
                            : "The announcement of this inspection has not arrived yet.");
        }
        return reports.document(text);
    }

    /** The first of those with the lowest score. */
    private static @Nullable Row worst(List<Row> headlines) {
        return headlines.stream()
                .filter(row -> row.score().percent() != null && row.band() != null)
                .min(Comparator.comparingInt(row -> Objects.requireNonNull(row.score().percent())))
                .orElse(null);
    }

    private static List<Rated> ratings(List<ReportBody.Graded> standards) {
        var counts = new LinkedHashMap<Phrase, Integer>();
        for (var standard : standards) {
            if (standard.rating() != null) {
                counts.merge(standard.rating(), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(entry -> new Rated(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static HttpProblem missing(String sentence) {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }
}
