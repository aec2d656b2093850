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
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.ReportDocuments;
import uk.inspection.reporting.rest.ReportDocuments.Kept;
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
    private final ReportDocuments documents;
    private final ReportPages reports;

    PressNotices(
            Requests requests,
            ReportReadModels readModels,
            ReportDocuments documents,
            ReportPages reports) {
        this.requests = requests;
        this.readModels = readModels;
        this.documents = documents;
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
        if (published(row)) {
            return documents
                    .edition(row, FIRST)
                    .map(Kept::document)
                    .orElseThrow(() ->
                            missing(
                                    "An earlier build published this report and kept no document of"
                                            + " it."));
        }
        String draft = readModels.draft(row.id);
        if (draft == null) {
            throw missing("The announcement of this inspection has not arrived yet.");
        }
        return reports.document(draft);
    }

    /** The first of those with the lowest score. */
    private static @Nullable Row worst(List<Row> headlines) {
        return headlines.stream()
                .filter(row -> row.percent() != null && row.band() != null)
                .min(Comparator.comparingInt(row -> Objects.requireNonNull(row.percent())))
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
