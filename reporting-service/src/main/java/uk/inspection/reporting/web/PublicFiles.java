package uk.inspection.reporting.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.ReportDocuments;
import uk.inspection.reporting.rest.ReportDocuments.Kept;
import uk.inspection.reporting.rest.ReportFile;
import uk.inspection.reporting.rest.ReportFile.Form;

/** The files of published reports, as anyone is given them. */
@RequestScoped
class PublicFiles {
    private final Visit visit;
    private final Request request;
    private final ReportDocuments documents;
    private final ReportPdfs pdfs;

    PublicFiles(Visit visit, Request request, ReportDocuments documents, ReportPdfs pdfs) {
        this.visit = visit;
        this.request = request;
        this.documents = documents;
        this.pdfs = pdfs;
    }

    /** One edition of a report, the newest where none is named. */
    Response answer(Form form, String id, @Nullable Integer edition) {
        var kept = documents.published(id, edition);
        ReportFile file =
                switch (form) {
                    case PDF -> pdfs.of(kept, visit.frame().language());
                    case ODS -> kept.ods();
                    case CSV -> kept.csv();
                    case JSON -> kept.json();
                };
        return Visit.file(file.answer(request));
    }

    /** The files of an edition; none of what an earlier build published and kept no document of. */
    List<FileLink> links(ReportEntity row, int edition) {
        return documents
                .edition(row, edition)
                .map(kept ->
                        List.of(
                                link(kept, Form.PDF, null),
                                link(kept, Form.ODS, null),
                                link(kept, Form.CSV, kept.csv()),
                                link(kept, Form.JSON, kept.json())))
                .orElse(List.of());
    }

    /** {@code made} is absent of what takes longer to make than a page may. */
    private FileLink link(Kept kept, Form form, @Nullable ReportFile made) {
        var asked = new ArrayList<String>();
        if (!kept.report().edition.equals(kept.document().edition())) {
            asked.add(Frame.pair("edition", String.valueOf(kept.document().edition())));
        }
        if (form == Form.PDF) {
            asked.add(Frame.pair(Frame.LANGUAGE, visit.frame().language().code()));
        }
        return new FileLink(
                form,
                "/reports/%s.%s%s"
                        .formatted(
                                kept.report().id,
                                form.suffix(),
                                asked.isEmpty() ? "" : "?" + String.join("&", asked)),
                form.type().toString(),
                made == null ? null : FileLink.size(made.body().get().length));
    }
}
