package uk.inspection.reporting;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.Tally;

/**
 * Real inspections and re-inspections as far as their figures are published. Percents are, and
 * counts are not: the counts here are the percent of 100, and the intervals ten to either side, a
 * reconstruction. The sources are those of the improvement plans' pairs.
 */
public final class PublishedPairs {
    private static final List<String> HEADLINES = List.of("safeguarding", "roh", "lor");

    /** The Bournemouth Echo and Children and Young People Now, 2011 and 2012. */
    public static final Scores BOURNEMOUTH_2011 = scores(36, 36, 45);

    public static final Scores BOURNEMOUTH_2012 = scores(75, 71, 75);

    /** Sefton Council, report to the Cabinet Member - Children's Services, 18 January 2011. */
    public static final Scores SEFTON_2010 = scores(75, 70, 81);

    /** Children and Young People Now, May 2012. */
    public static final Scores NORTH_LINCOLNSHIRE_2012 = scores(83, 77, 86);

    private PublishedPairs() {}

    public static InspectionAnnounced reinspection(String area, String of, LocalDate fieldwork) {
        return announced(area, Sefton.FRAMEWORK, of, fieldwork);
    }

    public static InspectionAnnounced announced(
            String area, Framework framework, @Nullable String of, LocalDate fieldwork) {
        return new InspectionAnnounced(
                area,
                area + " Youth Offending Team",
                of == null ? InspectionKind.CORE : InspectionKind.REINSPECTION,
                framework,
                "lead-1",
                fieldwork,
                fieldwork.plusDays(4),
                of);
    }

    private static Scores scores(int... percents) {
        return new Scores.Pooled(
                IntStream.range(0, percents.length)
                        .mapToObj(i -> tally(HEADLINES.get(i), percents[i]))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Tally tally(String id, int percent) {
        return new Tally(
                id,
                percent,
                100,
                percent,
                ((PooledPercentage) Sefton.FRAMEWORK)
                        .bands().stream()
                                .filter(band -> band.from() <= percent && percent <= band.to())
                                .map(Band::label)
                                .findFirst()
                                .orElseThrow(),
                new Interval(percent - 10, percent + 10));
    }
}
