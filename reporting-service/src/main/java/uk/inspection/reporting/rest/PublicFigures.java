package uk.inspection.reporting.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.contract.SmallCounts;
import uk.inspection.contract.SmallCounts.Shown;
import uk.inspection.reporting.domain.PublicDocument;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;

/**
 * What is published of a report's figures: all of them, or where a deployment says so without those
 * that tell of few children. Left out as they are given out, so that the setting counts for what
 * was published before, too.
 */
@ApplicationScoped
public class PublicFigures {
    private final Optional<SmallCounts> rule;
    private final ReportReadModels readModels;
    private final ObjectMapper json;

    PublicFigures(SmallCountsConfig config, ReportReadModels readModels, ObjectMapper json) {
        this.rule = config.below();
        this.readModels = readModels;
        this.json = json;
    }

    /** Whether anything may be left out. */
    boolean withhold() {
        return rule.isPresent();
    }

    /** The scores of a published report. */
    public Scores scores(ReportEntity row) {
        Scores all = read(row);
        return rule.map(one -> one.shown(framework(row), all).scores()).orElse(all);
    }

    /** A frozen edition of a published report. */
    public ReportDocument document(ReportEntity row, ReportDocument frozen) {
        return rule.map(
                        one -> {
                            Shown shown = one.shown(framework(row), read(row));
                            return PublicDocument.of(frozen, one, shown.withheld());
                        })
                .orElse(frozen);
    }

    /** What goes into an ETag, for another setting is another text. */
    String tag() {
        return rule.map(one -> "-" + one.below()).orElse("");
    }

    private Scores read(ReportEntity row) {
        try {
            return json.readValue(row.scores, Scores.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(row.id, corrupt);
        }
    }

    /** Of a published report the announcement is here, unless an earlier build published it. */
    private Framework framework(ReportEntity row) {
        var announced = readModels.announced(row.id);
        if (announced != null) {
            return announced.framework();
        }
        var ref = new FrameworkRef(row.frameworkId, row.frameworkVersion);
        return Frameworks.all().stream()
                .filter(one -> one.ref().equals(ref))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "The framework of %s is not known.".formatted(row.id)));
    }
}
