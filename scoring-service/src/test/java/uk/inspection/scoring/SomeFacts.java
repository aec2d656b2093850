package uk.inspection.scoring;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;

/** Facts of other services, as tests tell them. */
final class SomeFacts {
    private static final FrameworkRef FRAMEWORK = new FrameworkRef("cci-2009", 1);
    private static final Scores SCORES =
            new Scores.Pooled(List.of(), List.of(), List.of(), List.of());

    private SomeFacts() {}

    static CaseEvent announced(InspectionKind kind, String area) {
        return announced(kind, area, "cci-2009");
    }

    static CaseEvent announced(InspectionKind kind, String area, String framework) {
        return new InspectionAnnounced(
                area,
                area + " Youth Offending Team",
                kind,
                Frameworks.newest(framework).orElseThrow(),
                "lead",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    static CaseEvent sampled(String caseId) {
        return new CaseSampled(caseId, Sentence.COMMUNITY, "14-15", "male", false);
    }

    static CaseEvent judged(String caseId, int revision, String code) {
        return judged(caseId, revision, "1.1.1", code);
    }

    static CaseEvent judged(String caseId, int revision, String question, String code) {
        var answers = new TreeMap<String, String>();
        answers.put(question, code);
        return new CaseJudged(caseId, revision, answers);
    }

    /** A draft; of its scores, scoring only reads which they are. */
    static ReportEvent drafted(String area, long scoreVersion) {
        return new ReportDrafted(
                area,
                area + " Youth Offending Team",
                InspectionKind.CORE,
                FRAMEWORK,
                scoreVersion,
                SCORES,
                new ReinspectionProposal(false, "No re-inspection is proposed."),
                "A foreword.");
    }

    static ReportEvent published(String area) {
        return new ReportPublished(
                area,
                area + " Youth Offending Team",
                InspectionKind.CORE,
                FRAMEWORK,
                1,
                LocalDate.of(2009, 6, 24),
                SCORES,
                List.of(),
                new DueDate(LocalDate.of(2009, 7, 22), "28 days after publication"),
                "Youth Justice Board",
                new ReinspectionDecision(false, "None is needed.", null));
    }
}
