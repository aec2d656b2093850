package uk.inspection.reporting.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.projection.EditionEntity;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.rest.ReportFile.Form;

/** The documents of reports, for whoever may read them, and their files. */
@ApplicationScoped
public class ReportDocuments {
    private final Requests requests;
    private final ReportReadModels readModels;
    private final PublicFigures figures;
    private final ObjectMapper json;

    ReportDocuments(
            Requests requests,
            ReportReadModels readModels,
            PublicFigures figures,
            ObjectMapper json) {
        this.requests = requests;
        this.readModels = readModels;
        this.figures = figures;
        this.json = json;
    }

    /**
     * A document, and its text: a frozen one is sent as it was frozen, unless figures that tell of
     * few children are left out of it.
     */
    public record Kept(ReportEntity report, ReportDocument document, String text) {

        public ReportFile json() {
            return ReportFile.of(Form.JSON, document, text);
        }

        public ReportFile csv() {
            return ReportFile.of(Form.CSV, document, ReportCsv.of(document));
        }

        public ReportFile ods() {
            return ReportFile.of(
                    Form.ODS, document, null, "ods " + text, () -> ReportOds.of(document));
        }
    }

    /**
     * The document that the caller may read, or a problem.
     *
     * @param edition absent for the newest, or the draft
     */
    public Kept readable(String id, @Nullable Integer edition) {
        ReportEntity row = ReportEntity.findById(id);
        if (row == null || !Readers.mayRead(requests, row)) {
            throw missing("There is no report of this inspection.");
        }
        return row.status.equals(ReportEntity.PUBLISHED)
                ? frozen(row, edition)
                : draft(row, edition);
    }

    /** The document that everyone may read, or a problem, whoever asks. */
    public Kept published(String id, @Nullable Integer edition) {
        return PublishedReports.find(id)
                .map(row -> frozen(row, edition))
                .orElseThrow(() -> missing("There is no published report of this inspection."));
    }

    /** An edition of a published report; empty where it does not exist or was not kept. */
    public Optional<Kept> edition(ReportEntity row, int edition) {
        return Optional.ofNullable(EditionEntity.of(row.id, edition))
                .map(frozen -> published(row, kept(row, frozen.document)));
    }

    private Kept frozen(ReportEntity row, @Nullable Integer edition) {
        return edition(row, Objects.requireNonNullElse(edition, row.edition))
                .orElseThrow(() -> missing("There is no such edition of this report."));
    }

    private Kept draft(ReportEntity row, @Nullable Integer edition) {
        String draft = edition == null ? readModels.draft(row.id) : null;
        if (draft == null) {
            throw missing(
                    edition == null
                            ? "The announcement of this inspection has not arrived yet."
                            : "This report has no edition before it is published.");
        }
        return kept(row, draft);
    }

    private Kept published(ReportEntity row, Kept frozen) {
        if (!figures.withhold()) {
            return frozen;
        }
        ReportDocument shown = figures.document(row, frozen.document());
        try {
            return new Kept(row, shown, json.writeValueAsString(shown));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Kept kept(ReportEntity row, String text) {
        try {
            return new Kept(row, json.readValue(text, ReportDocument.class), text);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }

    private static RuntimeException missing(String sentence) {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }
}
