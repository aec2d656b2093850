package uk.inspection.cases.projection;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;

/**
 * All frameworks there are: those that come with the platform and those that were registered. A
 * registered version goes before a shipped one of the same number, which a later release might
 * bring.
 */
public final class FrameworkCatalogue {
    private FrameworkCatalogue() {}

    /**
     * A version as a list shows it.
     *
     * @param registeredAt null for one that comes with the platform
     * @param place in the list: shipped ones first, then in the order of registration
     */
    public record Listed(
            FrameworkRef ref,
            String title,
            Framework.InForce inForce,
            @Nullable Instant registeredAt,
            long place) {}

    /** The versions of a framework that come with the platform. */
    public static List<Framework> shipped(String id) {
        return Frameworks.all().stream().filter(framework -> framework.id().equals(id)).toList();
    }

    /** One version of a framework. */
    public static Optional<Framework> version(String id, int version) {
        return newest(
                FrameworkEntity.findByIdOptional(FrameworkEntity.key(id, version)),
                id,
                framework -> framework.version() == version);
    }

    /** The newest version of a framework. */
    public static Optional<Framework> newest(String id) {
        return newest(FrameworkEntity.newest(id), id, _ -> true);
    }

    /** The newest version of a framework that is in force on a day. */
    public static Optional<Framework> newestInForce(String id, LocalDate day) {
        boolean kept = day.getYear() > 0 && day.getYear() < 10_000; // as a date in a database is
        return newest(
                kept ? FrameworkEntity.newestInForce(id, day) : Optional.empty(),
                id,
                framework -> covers(framework.inForce(), day) && !registered(framework));
    }

    /** Versions after a place in the list. */
    public static List<Listed> page(long after, int limit) {
        var page = new ArrayList<Listed>();
        List<Framework> shipped = Frameworks.all();
        for (int i = 0; i < shipped.size(); i++) {
            Framework framework = shipped.get(i);
            long place = i - shipped.size(); // below every position of the log
            if (place > after && !registered(framework)) {
                page.add(
                        new Listed(
                                framework.ref(),
                                framework.title(),
                                framework.inForce(),
                                null,
                                place));
            }
        }
        for (FrameworkEntity row : FrameworkEntity.page(after, limit)) {
            page.add(
                    new Listed(
                            new FrameworkRef(row.frameworkId, row.version),
                            row.title,
                            new Framework.InForce(row.inForceFrom, row.inForceTo),
                            row.registeredAt,
                            row.registeredPosition));
        }
        return page.subList(0, Math.min(limit, page.size()));
    }

    private static Optional<Framework> newest(
            Optional<FrameworkEntity> registered, String id, Predicate<Framework> shipped) {
        return Stream.concat(
                        registered.stream().map(FrameworkCatalogue::framework),
                        shipped(id).stream().filter(shipped))
                .reduce((a, b) -> a.version() >= b.version() ? a : b);
    }

    private static Framework framework(FrameworkEntity row) {
        return Codec.framework(row.document.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the version counts as registered, and not as shipped. */
    private static boolean registered(Framework shipped) {
        return FrameworkEntity.findById(FrameworkEntity.key(shipped.id(), shipped.version()))
                != null;
    }

    private static boolean covers(Framework.InForce inForce, LocalDate day) {
        return !day.isBefore(inForce.from())
                && (inForce.to() == null || !day.isAfter(inForce.to()));
    }
}
