package uk.inspection.reporting.web;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Welsh for the words that events bring: titles, bands and ratings of the shipped frameworks, and
 * the rules of due dates. Ours, not the inspectorate's: a default, not verified.
 */
final class WelshTitles {
    private static final Map<String, String> WELSH =
            Map.ofEntries(
                    entry(
                            "Core Case Inspection of youth offending work",
                            "Arolygiad Achosion Craidd o waith troseddau ieuenctid"),
                    entry(
                            "Inspection of youth offending services (2018)",
                            "Arolygiad o wasanaethau troseddau ieuenctid (2018)"),
                    entry(
                            "Inspection of youth justice services (2021)",
                            "Arolygiad o wasanaethau cyfiawnder ieuenctid (2021)"),
                    entry(
                            "Inspection of youth justice services (2025)",
                            "Arolygiad o wasanaethau cyfiawnder ieuenctid (2025)"),
                    // Headlines, sections and criteria.
                    entry("Safeguarding", "Diogelu"),
                    entry("Public Protection - Risk of Harm", "Diogelu'r cyhoedd - Risg o Niwed"),
                    entry(
                            "Public Protection - Likelihood of Reoffending",
                            "Diogelu'r cyhoedd - Tebygolrwydd o Aildroseddu"),
                    entry("Assessment and sentence planning", "Asesu a chynllunio dedfrydau"),
                    entry("Delivery and review of interventions", "Cyflwyno ac adolygu ymyriadau"),
                    entry("Outcomes", "Canlyniadau"),
                    entry("Risk of Harm to others", "Risg o Niwed i eraill"),
                    entry("Likelihood of Reoffending", "Tebygolrwydd o Aildroseddu"),
                    entry(
                            "Protecting the public by minimising Risk of Harm to others",
                            "Diogelu'r cyhoedd drwy leihau'r Risg o Niwed i eraill"),
                    entry(
                            "Reducing the Likelihood of Reoffending",
                            "Lleihau'r Tebygolrwydd o Aildroseddu"),
                    entry(
                            "Safeguarding the child or young person",
                            "Diogelu'r plentyn neu'r person ifanc"),
                    entry("Achievement of outcomes", "Cyflawni canlyniadau"),
                    entry("Sustaining outcomes", "Cynnal canlyniadau"),
                    // Domains and standards.
                    entry("Organisational delivery", "Cyflawni sefydliadol"),
                    entry("Court disposals", "Gwarediadau llys"),
                    entry("Out-of-court disposals", "Gwarediadau y tu allan i'r llys"),
                    entry("Resettlement", "Adsefydlu"),
                    entry("Work with children", "Gwaith gyda phlant"),
                    entry("Work with victims", "Gwaith gyda dioddefwyr"),
                    entry("Governance and leadership", "Llywodraethu ac arweinyddiaeth"),
                    entry("Staff", "Staff"),
                    entry("Partnerships and services", "Partneriaethau a gwasanaethau"),
                    entry("Information and facilities", "Gwybodaeth a chyfleusterau"),
                    entry("Assessment", "Asesiad"),
                    entry("Assessing", "Asesu"),
                    entry("Planning", "Cynllunio"),
                    entry("Implementation and delivery", "Gweithredu a chyflawni"),
                    entry("Delivery", "Cyflawni"),
                    entry("Reviewing", "Adolygu"),
                    entry("Joint working", "Cydweithio"),
                    entry(
                            "Out-of-court disposal policy and provision",
                            "Polisi a darpariaeth gwarediadau y tu allan i'r llys"),
                    entry("Resettlement policy and provision", "Polisi a darpariaeth adsefydlu"),
                    entry("Victims", "Dioddefwyr"),
                    // Bands and ratings.
                    entry("MINIMUM", "YCHYDIG IAWN"),
                    entry("MODERATE", "CYMEDROL"),
                    entry("SUBSTANTIAL", "SYLWEDDOL"),
                    entry("DRASTIC", "DRASTIG"),
                    entry("Outstanding", "Rhagorol"),
                    entry("Good", "Da"),
                    entry("Requires improvement", "Angen gwella"),
                    entry("Inadequate", "Annigonol"),
                    // Rules of due dates, and who oversees a plan where nobody else is named.
                    entry("fixed date", "dyddiad penodedig"),
                    entry("Youth Justice Board", "Y Bwrdd Cyfiawnder Ieuenctid"),
                    // What improvement-plan-service says of a plan by itself.
                    entry("The plan was returned.", "Anfonwyd y cynllun yn ôl."));

    private static final Map<String, String> AFTER_WHAT =
            Map.of(
                    "publication", "cyhoeddi",
                    "finalisation", "cwblhau'r cynllun",
                    "the plan was returned", "anfon y cynllun yn ôl");

    /** A unit of time, and what it becomes after two. */
    record Unit(String plain, String afterTwo) {}

    static final Unit DAY = new Unit("diwrnod", "ddiwrnod");
    static final Unit MONTH = new Unit("mis", "fis");

    private static final int TWO = 2;
    private static final Pattern AFTER =
            Pattern.compile(
                    "(?<number>\\d{1,9}) (?<unit>day|month)s? after (?<what>%s)"
                            .formatted(String.join("|", AFTER_WHAT.keySet())));

    private WelshTitles() {}

    /** The words in a language; in English where there is no Welsh for them. */
    static Phrase in(Language language, String english) {
        return language == Language.ENGLISH
                ? Phrase.written(english)
                : of(english)
                        .map(welsh -> new Phrase(welsh, Language.WELSH))
                        .orElseGet(() -> Phrase.written(english));
    }

    static Optional<String> of(String english) {
        var after = AFTER.matcher(english);
        if (after.matches()) {
            return Optional.of(
                    after(
                            Integer.parseInt(after.group("number")),
                            after.group("unit").equals("day") ? DAY : MONTH,
                            AFTER_WHAT.get(after.group("what"))));
        }
        return Optional.ofNullable(WELSH.get(english));
    }

    /** So many units after publication. */
    static String after(int number, Unit unit) {
        return after(number, unit, "cyhoeddi");
    }

    private static String after(int number, Unit unit, @Nullable String what) {
        return "%d %s ar ôl %s"
                .formatted(number, number == TWO ? unit.afterTwo() : unit.plain(), what);
    }
}
