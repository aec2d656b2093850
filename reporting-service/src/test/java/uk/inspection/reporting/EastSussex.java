package uk.inspection.reporting;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * The ratings that the report on East Sussex of September 2024 gives. The counts behind them were
 * not published: these are ours.
 */
public final class EastSussex {
    public static final String AREA = "East Sussex";
    public static final String BODY = "East Sussex Youth Justice Service";
    public static final Framework FRAMEWORK = Frameworks.newest("yj-2021").orElseThrow();

    public static final Scores.Rated SCORES =
            new Scores.Rated(
                    List.of(
                            judged("1.1", "Good", 2),
                            judged("1.2", "Good", 2),
                            judged("1.3", "Outstanding", 3),
                            judged("1.4", "Outstanding", 3),
                            cases("2.1", 14, 70, new Interval(48, 86), "Good", null, 2),
                            cases("2.2", 8, 40, new Interval(21, 62), "Inadequate", null, 0),
                            cases("2.3", 18, 90, new Interval(69, 98), "Outstanding", null, 3),
                            cases("2.4", 15, 75, new Interval(53, 89), "Outstanding", "Good", 3),
                            cases(
                                    "3.1",
                                    12,
                                    60,
                                    new Interval(38, 79),
                                    "Requires improvement",
                                    null,
                                    1),
                            cases(
                                    "3.2",
                                    12,
                                    60,
                                    new Interval(38, 79),
                                    "Requires improvement",
                                    null,
                                    1),
                            cases("3.3", 17, 85, new Interval(63, 95), "Outstanding", null, 3),
                            judged("3.4", "Good", 2),
                            new StandardRating(
                                    "4.1", List.of(), "Requires improvement", null, 1, false)),
                    25,
                    36,
                    "Good");

    private EastSussex() {}

    public static InspectionAnnounced announced() {
        return new InspectionAnnounced(
                AREA,
                BODY,
                InspectionKind.CORE,
                FRAMEWORK,
                "lead-1",
                LocalDate.of(2024, 6, 10),
                LocalDate.of(2024, 6, 14),
                null);
    }

    public static ScoresFinalised finalised(long caseVersion) {
        return new ScoresFinalised(
                AREA,
                BODY,
                InspectionKind.CORE,
                FRAMEWORK.ref(),
                40,
                40,
                caseVersion,
                List.of(caseVersion),
                1,
                SCORES,
                new ReinspectionProposal(
                        false,
                        "No re-inspection is proposed, because the overall rating is Good (25 of 36"
                                + " points) where the rule asks for Inadequate."));
    }

    private static StandardRating judged(String id, String rating, int points) {
        return new StandardRating(id, List.of(), rating, null, points, true);
    }

    private static StandardRating cases(
            String id,
            int yes,
            int percent,
            Interval interval,
            String rating,
            @Nullable String byRule,
            int points) {
        var keyQuestions =
                Stream.of("desistance", "child-safety", "public-safety")
                        .map(question ->
                                new Tally(
                                        id + "." + question,
                                        yes,
                                        20,
                                        percent,
                                        byRule == null ? rating : byRule,
                                        interval))
                        .toList();
        return new StandardRating(id, keyQuestions, rating, byRule, points, true);
    }
}
