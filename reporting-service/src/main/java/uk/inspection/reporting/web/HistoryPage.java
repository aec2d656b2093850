package uk.inspection.reporting.web;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.reporting.web.ReportBody.Graded;
import uk.inspection.reporting.web.ScoreTables.Level;

/**
 * An inspection's history at one of its moments, and some of its events. Addresses begin with a
 * question mark or a hash: they are relative to the page.
 *
 * @param subject absent where nothing is known of the inspection but its events
 * @param events one page of those that the filter leaves
 * @param left how many it leaves
 * @param cut whether the inspection has more events than a page can show
 * @param earlier and {@code later}: pages of the list; absent at its ends
 */
public record HistoryPage(
        String id,
        @Nullable Subject subject,
        HistoryMoment moment,
        HistoryFilter filter,
        Choices choices,
        List<HistoryEvent> events,
        int left,
        boolean cut,
        int page,
        int pages,
        @Nullable String earlier,
        @Nullable String later) {

    /** What was inspected. {@code body} is absent until the announcement has come. */
    public record Subject(@Nullable String body, String area, InspectionKind kind) {}

    /** What can be chosen in the filter: what occurs in the history, and what is chosen. */
    public record Choices(List<String> services, List<String> types, List<String> actors) {}

    /** An instant in words, London time, and as programs read it. */
    public record Time(String words, String instant) {}

    /**
     * What an event reacts to.
     *
     * @param id of the event
     * @param number in this history, and its {@code type}; absent where it is not of this history
     * @param address absent where the event is not here
     */
    public record Cause(
            String id, @Nullable Integer number, @Nullable String type, @Nullable String address) {}

    /**
     * An event's envelope.
     *
     * @param number in causal order, from 1
     * @param name the moment that it is: topic and version
     * @param anchor its row in the list
     * @param address of the moment
     * @param here whether the page is at it
     */
    public record HistoryEvent(
            int number,
            String name,
            String anchor,
            String address,
            boolean here,
            String service,
            String type,
            Time occurred,
            Time recorded,
            String actor,
            @Nullable Cause cause,
            String correlation,
            long version,
            String hash) {
        private static final int SHORT = 8;

        public String shortHash() {
            return hash.substring(0, Math.min(SHORT, hash.length()));
        }
    }

    /**
     * The inspection as it stood after an event.
     *
     * @param all events of the history
     * @param link the moment's own, without any filter
     * @param stage absent where no event up to here tells
     * @param cases in the sample, as the case events up to here tell
     * @param scores absent where none had been given out, or where they are lost
     * @param lost whether scores had been given out that this service does not have
     * @param withheld whether the reader sees no scores
     */
    public record HistoryMoment(
            HistoryEvent event,
            int all,
            String link,
            @Nullable String first,
            @Nullable String previous,
            @Nullable String next,
            @Nullable String last,
            @Nullable HistoryStage stage,
            int cases,
            @Nullable HistoryScores scores,
            boolean lost,
            boolean withheld) {}

    /** What the moment's event did to the scores. */
    public enum Change {
        /** It gave none out. */
        NONE,
        /** It gave out the first ones. */
        FIRST,
        /** The ones before it are lost. */
        UNKNOWN,
        /** The ones before it are known. */
        KNOWN
    }

    /**
     * The scores as they stood.
     *
     * @param number of the event that gave them out; {@code address} its moment
     * @param last whether they are the final ones
     * @param standards under rated standards; otherwise {@code tables} have rows
     * @param chart absent where nothing has a score
     * @param changed rows that the moment's event changed, of {@code rows}
     * @param judgedBefore and {@code sampledBefore}: absent unless the change is known
     */
    public record HistoryScores(
            int number,
            String address,
            boolean last,
            int judged,
            int sampled,
            List<Table> tables,
            List<StandardRow> standards,
            @Nullable Phrase overall,
            int points,
            int maximum,
            @Nullable ScoreChart chart,
            Change change,
            int changed,
            int rows,
            @Nullable Integer judgedBefore,
            @Nullable Integer sampledBefore) {

        public boolean rated() {
            return !standards.isEmpty();
        }

        /** Whether what was before is shown beside. */
        public boolean compared() {
            return change == Change.KNOWN;
        }
    }

    /** Percentages of one level. */
    public record Table(Level level, boolean banded, List<Row> rows) {}

    /** A percentage, and what it was before the moment's event where that is known. */
    public record Row(ReportBody.Row now, ReportBody.@Nullable Row before) {
        /** Whether anything did that is shown. */
        public boolean changed() {
            return before != null
                    && !(Objects.equals(before.percent(), now.percent())
                            && Objects.equals(before.interval(), now.interval())
                            && Objects.equals(before.band(), now.band()));
        }
    }

    /** A rating, and what it was before the moment's event where that is known. */
    public record StandardRow(Graded now, @Nullable Graded before) {
        public boolean changed() {
            return before != null
                    && !Objects.equals(before.standard().rating(), now.standard().rating());
        }
    }
}
