package uk.inspection.scoring.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Scores.Tally;

/** Counts as a percent, in its band and with its interval: the same under every method. */
final class Percents {
    private Percents() {}

    /** {@code bands} none: what is counted has no band. Nothing applicable: no percent either. */
    static Tally tally(String id, int sufficient, int applicable, List<Band> bands) {
        if (applicable == 0) {
            return new Tally(id, 0, 0, null, null, null);
        }
        int percent = percent(sufficient, applicable);
        return new Tally(
                id,
                sufficient,
                applicable,
                percent,
                band(percent, bands),
                WilsonInterval.of(sufficient, applicable));
    }

    /** Half up in whole numbers: the floor of the share in percent plus a half. */
    static int percent(int sufficient, int applicable) {
        return Math.toIntExact((200L * sufficient + applicable) / (2L * applicable));
    }

    private static @Nullable String band(int percent, List<Band> bands) {
        for (Band band : bands) {
            if (band.from() <= percent && percent <= band.to()) {
                return band.label();
            }
        }
        return null;
    }
}
