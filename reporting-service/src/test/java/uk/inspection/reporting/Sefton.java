package uk.inspection.reporting;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;

/** What the report on Sefton of June 2009 says. */
public final class Sefton {
    public static final String AREA = "Sefton";
    public static final String BODY = "Sefton Youth Offending Team";
    public static final Framework FRAMEWORK = Frameworks.newest("cci-2009").orElseThrow();
    public static final Scores SCORES = scores();
    public static final int QUESTIONS = ((Framework.PooledPercentage) FRAMEWORK).questions().size();

    /** Questionnaires that came back. */
    public static final int CHILDREN = 2;

    public static final int VICTIMS = 4;
    public static final LocalDate PUBLISHED = LocalDate.of(2009, 6, 24);
    public static final LocalDate PLAN_DUE = LocalDate.of(2009, 7, 22);
    public static final LocalDate REINSPECTION_DUE = LocalDate.of(2010, 6, 24);
    public static final String FOREWORD =
            "We judged how well this Youth Offending Team assesses and works with children.";

    public static final List<Recommendation> RECOMMENDATIONS =
            List.of(
                    new Recommendation(
                            1,
                            "A timely and good quality assessment and plan, using Asset, is"
                                    + " completed when the case starts",
                            "YOT Manager, when appointed"),
                    new Recommendation(
                            2,
                            "A timely and good quality assessment of the individual's vulnerability"
                                    + " and risk of harm to others is completed, as appropriate to"
                                    + " the case, liaising with MAPPA and children's services as"
                                    + " necessary",
                            "YOT Manager"),
                    new Recommendation(
                            3,
                            "The intervention plan says what will now be done to safeguard the young"
                                    + " person's wellbeing, to make reoffending less likely and to"
                                    + " minimise any identified risk of harm to others",
                            "YOT Manager"),
                    new Recommendation(
                            4,
                            "The plan of work is reviewed as often as national standards for youth"
                                    + " offending services require",
                            "YOT Manager"),
                    new Recommendation(
                            5,
                            "The case manager keeps the active role of managing the case when others"
                                    + " deliver the interventions",
                            "YOT Manager"),
                    new Recommendation(
                            6,
                            "The file shows regular quality assurance by management, as appropriate"
                                    + " to the case",
                            "YOT Manager"),
                    new Recommendation(
                            7,
                            "The vacant YOT Manager post is filled as soon as possible",
                            "Chair of Management Board"),
                    new Recommendation(
                            8,
                            "The management arrangements and structure are reviewed and all"
                                    + " identified posts filled as soon as possible",
                            "Chair of Management Board"));

    private Sefton() {}

    public static InspectionAnnounced announced(InspectionKind kind) {
        return new InspectionAnnounced(
                AREA,
                BODY,
                kind,
                FRAMEWORK,
                "lead-1",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    public static ScoresFinalised finalised(InspectionKind kind, long caseVersion) {
        return new ScoresFinalised(
                AREA,
                BODY,
                kind,
                FRAMEWORK.ref(),
                33,
                33,
                caseVersion,
                List.of(caseVersion),
                1,
                SCORES,
                new ReinspectionProposal(
                        true, "Safeguarding and risk of harm both need drastic improvement."));
    }

    /** The contract's example of a publication is this report's. */
    private static Scores scores() {
        try (var in = Sefton.class.getResourceAsStream("/events/ReportPublished/v1/example.json")) {
            byte[] example = Objects.requireNonNull(in).readAllBytes();
            return Codec.decode("ReportPublished", 1, example)
                            instanceof Decoded.Known(ReportPublished published)
                    ? published.scores()
                    : fail("The example is no publication.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
