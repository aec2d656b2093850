package uk.inspection.reporting.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.inspection.reporting.rest.ReportDocuments.Kept;
import uk.inspection.reporting.rest.ReportFile;
import uk.inspection.reporting.rest.ReportFile.Form;

/**
 * Reports as PDF. The tag is a digest of the page that a PDF is made of, style sheet included; the
 * page is made for every request, the PDF only where it is not held already.
 */
@ApplicationScoped
class ReportPdfs {
    /** One PDF takes all that a small machine can spare. */
    private static final int MADE_AT_ONCE_MAX = 1;

    private static final int WAITING_MAX = 8;
    private static final int WAIT_SECONDS_MAX = 25;
    private static final long KEPT_BYTES_MAX = 16L * 1024 * 1024;
    private static final int RETRY_AFTER_SECONDS = 10;

    private final ReportPages pages;
    private final String style = new String(Assets.read("pdf.css"), StandardCharsets.UTF_8);
    private final PdfPress press =
            new PdfPress(new PdfMaker()::make, MADE_AT_ONCE_MAX, WAITING_MAX, KEPT_BYTES_MAX);

    ReportPdfs(ReportPages pages) {
        this.pages = pages;
    }

    ReportFile of(Kept kept, Language language) {
        String source = source(kept, language);
        return ReportFile.of(
                Form.PDF, kept.document(), language.code(), source, () -> await(source));
    }

    private String source(Kept kept, Language language) {
        var document = kept.document();
        return Visit.render(
                language,
                Templates.pdf(
                        language,
                        document,
                        WelshTitles.in(language, document.frameworkTitle()),
                        document.day().map(language::day).orElse(null),
                        pages.body(document, kept.report(), language),
                        style));
    }

    private byte[] await(String source) {
        try {
            return press.print(source).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | TimeoutException tooMany) {
            throw later();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw later();
        }
    }

    private static HttpProblem later() {
        return HttpProblem.builder()
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withTitle(Response.Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail("Too many PDFs are being made; ask again in a moment.")
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    @PreDestroy
    void close() {
        press.close();
    }
}
