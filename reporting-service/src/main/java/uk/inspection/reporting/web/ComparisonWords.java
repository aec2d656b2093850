package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import uk.inspection.reporting.domain.ScoreChange.Direction;

/** The words of the comparisons, in English, in the order in which the pages use them. */
@MessageBundle(value = "comparison", locale = "en")
public interface ComparisonWords {

    @Message("National comparison")
    String title();

    @Message(
            "Published results of all inspections under one framework, side by side as they"
                    + " were known on a day.")
    String lead();

    @Message("Error:")
    String error();

    @Message("There is a problem")
    String problem();

    @Message("The date must be a real date, such as 31 1 2011")
    String dateWrong();

    @Message("The date must be from {first} to {last}")
    String dateOutside(String first, String last);

    @Message("No published result is of this area. Choose one from the list")
    String areaUnknown();

    @Message("Results of this framework are not compared. Choose one from the list")
    String frameworkUnknown();

    @Message("As known on")
    String asOf();

    @Message("For example, 31 1 2011. Leave it empty for today.")
    String asOfHint();

    @Message("Day")
    String day();

    @Message("Month")
    String month();

    @Message("Year")
    String year();

    @Message("Area to mark (optional)")
    String markedArea();

    @Message("None")
    String noArea();

    @Message("Compare")
    String compare();

    @Message("As known on {day}")
    String asKnownOn(String day);

    @Message("Warning")
    String warning();

    @Message(
            "Do not compare areas closely. Samples are small and differ from area to area, "
                    + "the results are of different years, and intervals overlap: results that lie "
                    + "close together do not show that one area does better than another.")
    String advice();

    @Message(
            "Inspections that count: {inspections}. Every published inspection counts, also"
                    + " one that a re-inspection followed. A figure that was not published counts "
                    + "nowhere.")
    String whatCounts(int inspections);

    @Message("No result under this framework was known on that day.")
    String nothingKnown();

    @Message("Lowest, highest and average score")
    String spread();

    @Message("Headline")
    String headline();

    @Message("Lowest")
    String lowest();

    @Message("Highest")
    String highest();

    @Message("Average")
    String average();

    @Message("Inspections")
    String inspections();

    @Message("{area}: newest result ({published})")
    String newestResult(String area, String published);

    @Message("No result of {area} under this framework was known on that day.")
    String noneOfArea(String area);

    @Message("Score")
    String score();

    @Message("95% interval")
    String interval();

    @Message("{low}% to {high}%")
    String fromTo(int low, int high);

    @Message("Not known")
    String notKnown();

    @Message("Not published")
    String notPublished();

    @Message("Rank")
    String rank();

    @Message("{rank} of {of}")
    String rankOf(int rank, int of);

    @Message("Quartile")
    String quartile();

    @Message(
            "Rank 1 is the best, and equals share one. Quartile 1 is where less than a "
                    + "quarter of all results are better.")
    String placesExplained();

    @Message("Charts")
    String charts();

    @Message("Chart")
    String chartOf();

    @Message(
            "Each mark is a published score, the best first, and the line through it the "
                    + "95% interval, where the counts are known. The dashed line is the average. The "
                    + "table of results has the same figures.")
    String intervalsExplained();

    @Message(
            "{area} has a filled diamond, a bold name and a frame; all others have a hollow"
                    + " circle.")
    String chosenExplained(String area);

    @Message("Results")
    String results();

    @Message("Results of all areas")
    String resultsOf();

    @Message("sort ascending")
    String ascending();

    @Message("sort descending")
    String descending();

    @Message("chosen area")
    String chosen();

    @Message("Inspection")
    String inspection();

    @Message("Overall rating")
    String overall();

    @Message("Points")
    String points();

    @Message("{points} of {maximum}")
    String pointsOf(int points, int maximum);

    @Message("All results with their sources (CSV)")
    String csv();

    @Message("Share of ratings")
    String ratings();

    @Message(
            "Each bar is all ratings that were published of a standard, divided by rating. "
                    + "Shares are whole percents of these and need not make 100. The table below each"
                    + " chart has the same figures.")
    String ratingsExplained();

    @Message("All years ({inspections} inspections)")
    String allYears(int inspections);

    @Message("Published in {year} ({inspections} inspections)")
    String inYear(int year, int inspections);

    @Message("Standard")
    String standard();

    @Message("Rated")
    String rated();

    @Message("{percent}% ({count})")
    String share(int percent, int count);

    @Message("of {rated}")
    String ratedTimes(int rated);

    @Message("Not rated")
    String noRating();

    @Message("Rating")
    String rating();

    @Message("Before and after: the re-inspection beside the first inspection")
    String reinspectionTitle();

    @Message("First inspection")
    String first();

    @Message("Re-inspection")
    String second();

    @Message("published {day}")
    String publishedOn(String day);

    @Message("Published elsewhere, without counts of answers:")
    String elsewhere();

    @Message("No result of the first inspection is published here, so no change is worked out.")
    String firstNotPublished();

    @Message(
            "The two were inspected under different frameworks, which ask for different "
                    + "things. They cannot be compared, and no change is worked out.")
    String differentFrameworks();

    @Message(
            "The two were scored by different methods. They cannot be compared, and no "
                    + "change is worked out.")
    String differentMethods();

    @Message(
            "The two follow different versions of the framework, whose bands may differ: it"
                    + " is not said whether a band moved.")
    String differentVersions();

    @Message(
            "A hollow circle is the first inspection, a filled square the re-inspection. "
                    + "The tables that follow have the same figures.")
    String pairsExplained();

    @Message(
            "Where the 95% intervals overlap, the samples alone may explain the change. "
                    + "Where a figure was not published, no change is worked out.")
    String changeExplained();

    @Message("Headline scores")
    String headlines();

    @Message("Scores of the criteria")
    String criteria();

    @Message("Scores of the sections")
    String sections();

    @Message("Ratings of the standards")
    String standards();

    @Message("Subject")
    String subject();

    @Message("Before")
    String before();

    @Message("After")
    String after();

    @Message("Change in percentage points")
    String change();

    @Message("Change in points")
    String changePoints();

    @Message("Band")
    String bandMoved();

    @Message("Moved")
    String ratingMoved();

    @Message("{#when direction}{#is UP}Better{#is DOWN}Worse{#else}The same{/when}")
    String moved(Direction direction);

    @Message("Intervals overlap")
    String overlap();

    @Message("Yes")
    String yes();

    @Message("No")
    String no();

    @Message("Not worked out")
    String noChange();

    @Message("No score")
    String noScore();

    @Message("This comparison as data (JSON)")
    String asData();

    @Message("National comparison on the day of publication")
    String toNational();

    @Message("Before and after this re-inspection")
    String toComparison();

    @Message("Re-inspection, published {day}")
    String toReinspection(String day);
}
