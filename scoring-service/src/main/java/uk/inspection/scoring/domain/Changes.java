package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the case stream that changed what is counted. A chain, so that sampling many cases
 * before the first judgement does not copy a list for each.
 */
public final class Changes {
    static final Changes NONE = new Changes(0, null);

    private final long version;
    private final @Nullable Changes before;

    private Changes(long version, @Nullable Changes before) {
        this.version = version;
        this.before = before;
    }

    Changes and(long next) {
        return new Changes(next, this);
    }

    /** The versions, oldest first. */
    List<Long> versions() {
        var versions = new ArrayList<Long>();
        for (Changes at = this; at.before != null; at = at.before) {
            versions.add(at.version);
        }
        Collections.reverse(versions);
        return List.copyOf(versions);
    }
}
