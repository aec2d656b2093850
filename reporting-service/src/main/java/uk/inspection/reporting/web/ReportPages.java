package uk.inspection.reporting.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.Scores;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.projection.EditionEntity;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.rest.PublicFigures;
import uk.inspection.reporting.rest.ReportDocuments;
import uk.inspection.reporting.rest.ReportDocuments.Kept;
import uk.inspection.reporting.web.ReportPage.Draft;
import uk.inspection.reporting.web.ReportPage.Edition;

/** From a published report to its page, and from the document of any report to its body. */
@ApplicationScoped
class ReportPages {
    private final ReportReadModels readModels;
    private final ReportDocuments documents;
    private final PublicFigures publicFigures;
    private final ObjectMapper json;

    ReportPages(
            ReportReadModels readModels,
            ReportDocuments documents,
            PublicFigures publicFigures,
            ObjectMapper json) {
        this.readModels = readModels;
        this.documents = documents;
        this.publicFigures = publicFigures;
        this.json = json;
    }

    /**
     * The page of one edition.
     *
     * @param asked absent for the newest edition
     * @return empty where that edition does not exist or was not kept
     */
    Optional<ReportPage> page(ReportEntity row, @Nullable Integer asked, Language language) {
        int edition = Objects.requireNonNullElse(asked, row.edition);
        Optional<ReportDocument> frozen = documents.edition(row, edition).map(Kept::document);
        if (frozen.isPresent()) {
            ReportDocument document = frozen.get();
            return Optional.of(
                    page(
                            row,
                            edition,
                            WelshTitles.in(language, document.frameworkTitle()),
                            body(document, row, language),
                            language));
        }
        if (edition != row.edition) {
            return Optional.empty();
        }
        var framework = new FrameworkRef(row.frameworkId, row.frameworkVersion);
        Phrase title =
                Figures.shipped(framework)
                        .map(Framework::title)
                        .map(words -> WelshTitles.in(language, words))
                        .orElseGet(() -> Phrase.written(row.frameworkId));
        return Optional.of(page(row, edition, title, earlier(row, language), language));
    }

    /** A report that is not published; empty while its announcement has not come. */
    Optional<ReportPage> draft(ReportEntity row, boolean notice, Language language) {
        return Optional.ofNullable(readModels.draft(row.id))
                .map(this::document)
                .map(document ->
                        new ReportPage(
                                row.id,
                                row.area,
                                row.body,
                                row.kind,
                                WelshTitles.in(language, document.frameworkTitle()),
                                new Draft(
                                        row.status,
                                        row.checkDueOn == null
                                                ? null
                                                : language.day(row.checkDueOn),
                                        row.publishAt == null
                                                ? null
                                                : language.moment(row.publishAt),
                                        notice),
                                0,
                                0,
                                null,
                                List.of(),
                                body(document, row, language),
                                null));
    }

    /** What a document says; {@code row} knows what its corrections said. */
    ReportBody body(ReportDocument document, ReportEntity row, Language language) {
        return ReportBodies.of(document, corrections(row), language);
    }

    ReportDocument document(String frozen) {
        return read(frozen, new TypeReference<>() {});
    }

    private ReportBody earlier(ReportEntity row, Language language) {
        Scores scores = publicFigures.scores(row);
        List<Recommendation> recommendations = read(row.recommendations, new TypeReference<>() {});
        List<ReportAmended> amended = read(row.amendments, new TypeReference<>() {});
        return new EarlierReports(row, language)
                .body(scores, recommendations, amended, corrections(row));
    }

    private ReportPage page(
            ReportEntity row, int edition, Phrase framework, ReportBody body, Language language) {
        List<Edition> editions = editions(row, language);
        return new ReportPage(
                row.id,
                row.area,
                row.body,
                row.kind,
                framework,
                null,
                edition,
                row.edition,
                language.day(row.publishedOn),
                editions,
                body,
                RelatedPages.of(row, language));
    }

    private List<Edition> editions(ReportEntity row, Language language) {
        Set<Integer> kept = EditionEntity.kept(row.id);
        return Stream.concat(
                        Stream.of(new Edition(1, language.day(row.publishedOn), kept.contains(1))),
                        corrections(row).stream()
                                .map(made ->
                                        new Edition(
                                                made.edition(),
                                                language.day(made.correctedOn()),
                                                kept.contains(made.edition()))))
                .toList();
    }

    private List<ReportCorrected> corrections(ReportEntity row) {
        return read(row.corrections, new TypeReference<>() {});
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }
}
