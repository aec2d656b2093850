package uk.inspection.reporting.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PublishedFigures;
import uk.inspection.contract.PublishedFigures.Headline;
import uk.inspection.contract.PublishedFigures.Standard;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.reporting.domain.Refused.Violation;

/**
 * The rules of results that were published outside the platform. What was published is kept as it
 * was: a band need not be the one that the framework gives the percent, nor points those of the
 * ratings. Limits of length and number are defaults, not verified.
 */
public final class PublishedResultDecider {
    /** Most results handed in at once. */
    public static final int RESULTS_MAX = 100;

    /** Longest name of an area, in characters. */
    public static final int AREA_MAX = 200;

    /** Longest source or note, in characters. */
    public static final int SOURCE_MAX = 2_000;

    /** Most headlines, or standards, of one result. */
    public static final int FIGURES_MAX = 100;

    private static final int PERCENT_MAX = 100;

    private PublishedResultDecider() {}

    /**
     * What stands of one result.
     *
     * @param shipped whether it came with a release and nobody has handed in another since
     */
    public record Standing(PublishedResultImported result, boolean shipped) {}

    /**
     * The results as they would be kept.
     *
     * @param known the frameworks that results may follow
     * @throws Refused with every field of any of them that breaks a rule: {@code
     *     results[0].headlines[1].percent}
     */
    public static List<PublishedResultImported> sound(
            List<PublishedResult> results, List<Framework> known) {
        var violations = new ArrayList<Violation>();
        var sound = new ArrayList<PublishedResultImported>();
        var places = new HashMap<Identity, Integer>();
        for (int i = 0; i < results.size(); i++) {
            var check = new Check("results[%d]".formatted(i), violations);
            Optional<PublishedResultImported> result = check.result(results.get(i), known);
            if (result.isPresent()) {
                sound.add(result.get());
                Integer earlier = places.putIfAbsent(Identity.of(result.get()), i);
                if (earlier != null) {
                    check.fault(
                            "",
                            "must be of another inspection than results[%d]".formatted(earlier));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid(
                    "The results break %d rule(s), and none is imported."
                            .formatted(violations.size()),
                    violations);
        }
        return sound;
    }

    /** What makes two results the same one, so that the later replaces the earlier. */
    public record Identity(
            String area, String framework, InspectionKind kind, PublicationDate published) {

        public static Identity of(PublishedResultImported result) {
            return new Identity(
                    result.area(), result.framework(), result.kind(), result.published());
        }
    }

    /** What handing in a sound result comes to; no events where it stands so already. */
    public static List<PublishedResultImported> decide(
            @Nullable Standing standing, PublishedResultImported result) {
        return standing != null && standing.result().equals(result) ? List.of() : List.of(result);
    }

    /**
     * What a result that comes with a release comes to: it replaces an earlier release's and never
     * what someone has handed in.
     */
    public static List<PublishedResultImported> ship(
            @Nullable Standing standing, PublishedResultImported result) {
        return standing != null && !standing.shipped() ? List.of() : decide(standing, result);
    }

    // ---- helpers

    /** Collects what is wrong with the fields of one result. */
    private static final class Check {
        private final String place;
        private final List<Violation> violations;
        private final int before;

        Check(String place, List<Violation> violations) {
            this.place = place;
            this.violations = violations;
            this.before = violations.size();
        }

        void fault(String field, String rule) {
            violations.add(new Violation(field.isEmpty() ? place : place + "." + field, rule));
        }

        private void require(boolean holds, String field, String rule) {
            if (!holds) {
                fault(field, rule);
            }
        }

        private void text(String field, @Nullable String text, int max) {
            if (text != null) {
                require(!text.isBlank(), field, "must not be blank");
                require(
                        text.length() <= max,
                        field,
                        "must have at most %d characters".formatted(max));
            }
        }

        /** Empty when any field breaks a rule. */
        Optional<PublishedResultImported> result(PublishedResult result, List<Framework> known) {
            text("area", result.area(), AREA_MAX);
            require(
                    result.area().equals(result.area().strip()),
                    "area",
                    "must not begin or end with a space");
            text("source", result.source(), SOURCE_MAX);
            text("note", result.note(), SOURCE_MAX);
            require(
                    result.kind() != InspectionKind.SELF_AUDIT,
                    "kind",
                    "must be core or reinspection");
            Optional<PublicationDate> published = published(result.published());
            Optional<Framework> framework =
                    known.stream().filter(f -> f.id().equals(result.framework())).findFirst();
            if (framework.isEmpty()) {
                fault(
                        "framework",
                        "must be one of "
                                + String.join(", ", known.stream().map(Framework::id).toList()));
            }
            if (framework.isEmpty() || published.isEmpty()) {
                return Optional.empty();
            }
            LocalDate from = framework.get().inForce().from();
            require(
                    !published.get().latest().isBefore(from),
                    "published",
                    "must not be before %s, when %s came into force"
                            .formatted(from, result.framework()));
            PublishedFigures figures =
                    switch (framework.get()) {
                        case Framework.PooledPercentage pooled -> percentages(result, pooled);
                        case Framework.RatedStandards rated -> ratings(result, rated);
                    };
            return violations.size() > before
                    ? Optional.empty()
                    : Optional.of(
                            new PublishedResultImported(
                                    result.area(),
                                    result.framework(),
                                    result.kind(),
                                    published.get(),
                                    figures,
                                    result.source(),
                                    result.note()));
        }

        private Optional<PublicationDate> published(String text) {
            Optional<PublicationDate> date = PublicationDates.read(text);
            if (date.isEmpty()) {
                fault(
                        "published",
                        "must be a year, month or day such as 2009, 2009-06, 2009-06-24");
            }
            return date.filter(known -> {
                boolean ours =
                        !known.earliest().isBefore(ReportDecider.EARLIEST)
                                && !known.latest().isAfter(ReportDecider.LATEST);
                require(
                        ours,
                        "published",
                        "must be from %s to %s"
                                .formatted(ReportDecider.EARLIEST, ReportDecider.LATEST));
                return ours;
            });
        }

        private PublishedFigures percentages(
                PublishedResult result, Framework.PooledPercentage framework) {
            absent("overall", result.overall(), framework);
            absent("points", result.points(), framework);
            absent("maximum", result.maximum(), framework);
            absent("standards", result.standards(), framework);
            List<Headline> headlines = result.headlines() == null ? List.of() : result.headlines();
            List<String> ids = framework.headlines().stream().map(Framework.Headline::id).toList();
            List<String> bands = framework.bands().stream().map(Framework.Band::label).toList();
            figures("headlines", headlines.stream().map(Headline::id).toList(), ids);
            for (int i = 0; i < headlines.size(); i++) {
                Headline headline = headlines.get(i);
                String at = "headlines[%d]".formatted(i);
                Integer percent = headline.percent();
                require(
                        percent != null || headline.band() != null,
                        at,
                        "must give percent or band; what was not published is left out");
                require(
                        percent == null || (percent >= 0 && percent <= PERCENT_MAX),
                        at + ".percent",
                        "must be from 0 to 100");
                label(at + ".band", headline.band(), bands);
            }
            return new PublishedFigures.Percentages(headlines);
        }

        private PublishedFigures ratings(
                PublishedResult result, Framework.RatedStandards framework) {
            absent("headlines", result.headlines(), framework);
            List<Standard> standards = result.standards() == null ? List.of() : result.standards();
            List<String> labels =
                    framework.ratings().stream().map(Framework.Rating::label).toList();
            label("overall", result.overall(), labels);
            figures(
                    "standards",
                    standards.stream().map(Standard::id).toList(),
                    framework.standards().stream().map(Framework.Standard::id).toList());
            for (int i = 0; i < standards.size(); i++) {
                label("standards[%d].rating".formatted(i), standards.get(i).rating(), labels);
            }
            return new PublishedFigures.Ratings(
                    result.overall(), points(result, framework), standards);
        }

        private PublishedFigures.@Nullable Points points(
                PublishedResult result, Framework.RatedStandards framework) {
            Integer points = result.points();
            Integer maximum = result.maximum();
            if (points == null || maximum == null) {
                require(points != null || maximum == null, "points", "must be given with maximum");
                require(maximum != null || points == null, "maximum", "must be given with points");
                return null;
            }
            int most = most(framework);
            require(
                    maximum >= 1 && maximum <= most,
                    "maximum",
                    "must be from 1 to %d".formatted(most));
            require(
                    points >= 0 && points <= maximum,
                    "points",
                    "must be from 0 to %d".formatted(maximum));
            return new PublishedFigures.Points(points, maximum);
        }

        private static int most(Framework.RatedStandards framework) {
            int top =
                    framework.ratings().stream().mapToInt(Framework.Rating::points).max().orElse(0);
            return top
                    * Math.toIntExact(
                            framework.standards().stream()
                                    .filter(Framework.Standard::counts)
                                    .count());
        }

        private void figures(String field, List<String> given, List<String> known) {
            var seen = new HashSet<String>();
            for (int i = 0; i < given.size(); i++) {
                String id = given.get(i);
                String at = "%s[%d].id".formatted(field, i);
                require(known.contains(id), at, "must be one of " + String.join(", ", known));
                require(seen.add(id), at, "must not be given twice");
            }
        }

        private void label(String field, @Nullable String label, List<String> known) {
            require(
                    label == null || known.contains(label),
                    field,
                    "must be one of " + String.join(", ", known));
        }

        private void absent(String field, @Nullable Object value, Framework framework) {
            require(value == null, field, "must not be given under " + framework.id());
        }
    }
}
