package uk.inspection.reporting.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.domain.ReportDocument.Finding;
import uk.inspection.reporting.web.ReportBody.Line;

/**
 * The Welsh of what the platform drafts: the document holds English sentences and, beside them, the
 * figures that they are made of. Null where an earlier build froze a sentence without its figures.
 * Ours, not the inspectorate's: a default, not verified.
 */
final class WelshPassages {
    static final String COMMENTARY = "Sylwebaeth";

    private WelshPassages() {}

    static String title(String id, boolean rated) {
        String last = id.substring(id.lastIndexOf('/') + 1);
        return switch (last) {
            case "foreword" -> "Rhagair";
            case "scoring" -> rated ? "Graddau" : "Sgorio a thabl crynhoi";
            case "recommendations" -> "Argymhellion";
            case "next-steps" -> "Camau nesaf";
            case "children" -> "Safbwynt defnyddwyr y gwasanaeth: plant a phobl ifanc";
            case "victims" -> "Safbwynt defnyddwyr y gwasanaeth: dioddefwyr";
            case "strengths" -> "Cryfderau";
            case "improvement" -> "Meysydd i'w gwella";
            case "commentary" -> COMMENTARY;
            case "summary" -> "Atodiad 1: Crynodeb";
            case "context" -> "Atodiad 2: Cyd-destun";
            case "inspection-data" -> "Atodiad 3: Data'r arolygiad";
            case "role" -> "Atodiad 4: Rôl yr arolygiaeth";
            case "glossary" -> "Atodiad 5: Geirfa";
            default -> throw new IllegalArgumentException("no passage: " + id);
        };
    }

    static List<Line> scoring(boolean rated) {
        return lines(
                rated
                        ? "Caiff pob safon ei graddio yn ôl yr hyn y mae'r achosion neu'r dystiolaeth"
                                + " yn ei ddangos. Pwyntiau'r safonau sy'n cyfrif sy'n rhoi'r radd"
                                + " gyffredinol."
                        : "Sgôr yw cyfran yr atebion digonol o blith yr holl atebion a oedd yn"
                                + " berthnasol, dros yr holl achosion yr edrychwyd arnynt. Mae'r"
                                + " samplau'n fach ac yn amrywio o ardal i ardal, felly nid yw'r"
                                + " sgorau wedi'u bwriadu ar gyfer cymharu manwl.");
    }

    static List<Line> recommendations() {
        return lines("Yr hyn a ddylai newid, a phwy sy'n gyfrifol amdano.");
    }

    static @Nullable List<Line> nextSteps(ReportDocument.NextSteps steps) {
        var phrases = new ArrayList<Phrase>();
        var due = steps.planDue();
        if (due != null && steps.overseer() != null) {
            phrases.add(
                    welsh(
                            "Rhaid cyflwyno'r cynllun gwella erbyn %s ("
                                    .formatted(Language.WELSH.day(due.on()))));
            phrases.add(WelshTitles.in(Language.WELSH, due.rule()));
            phrases.add(welsh("). Ar ôl ei gwblhau, caiff ei anfon at "));
            phrases.add(inside(WelshTitles.in(Language.WELSH, steps.overseer())));
            phrases.add(welsh(". "));
        } else if (steps.planDueDays() != null) {
            phrases.add(
                    welsh(
                            "Rhaid cyflwyno'r cynllun gwella %s. "
                                    .formatted(
                                            WelshTitles.after(
                                                    steps.planDueDays(), WelshTitles.DAY))));
        } else {
            return null;
        }
        var reinspection = steps.reinspection();
        if (reinspection == null) {
            if (steps.reinspectionMonths() == null) {
                return null;
            }
            phrases.add(
                    welsh(
                            "Y prif arolygydd sy'n penderfynu, adeg cyhoeddi, a gynhelir ailarolygiad,"
                                    + " a hynny tua %s."
                                            .formatted(
                                                    WelshTitles.after(
                                                            steps.reinspectionMonths(),
                                                            WelshTitles.MONTH))));
        } else if (reinspection.due() == null) {
            phrases.add(welsh("Ni fwriedir cynnal ailarolygiad."));
        } else {
            phrases.add(
                    welsh(
                            "Bwriedir cynnal ailarolygiad tua %s ("
                                    .formatted(Language.WELSH.day(reinspection.due().on()))));
            phrases.add(WelshTitles.in(Language.WELSH, reinspection.due().rule()));
            phrases.add(welsh(")."));
        }
        return List.of(new Line(Language.WELSH, phrases));
    }

    static List<Line> perspective(
            ReportDocument.Perspective perspective, boolean ofChildren, @Nullable Integer below) {
        Integer returned = perspective.questionnaires();
        String count =
                "Holiaduron a ddychwelwyd gan %s: %s."
                        .formatted(
                                ofChildren ? "blant a phobl ifanc" : "ddioddefwyr",
                                returned == null ? "llai na " + below : returned);
        return lines(
                perspective.judged()
                        ? count
                        : count
                                + " Mae hynny'n llai na'r %d sydd eu hangen, felly nid oes modd dod i"
                                        .formatted(Objects.requireNonNull(perspective.needed()))
                                + " farn.");
    }

    /**
     * Findings, each with its question as the framework has it.
     *
     * @param from percent from which a share is a strength
     */
    static @Nullable List<Line> findings(
            ReportDocument.Findings findings,
            List<ReportDocument.Line> questions,
            @Nullable Integer from,
            boolean strengths,
            @Nullable Integer below) {
        List<Line> drafted =
                findings.drafted().stream().map(one -> finding(one, questions)).toList();
        if (below != null && questions.stream().anyMatch(line -> line.score() == null)) {
            return Stream.concat(drafted.stream(), notShown(below).stream()).toList();
        }
        if (!drafted.isEmpty()) {
            return drafted;
        }
        return from == null
                ? null
                : lines(
                        (strengths ? "Ni chyrhaeddodd dim %d%%." : "Nid arhosodd dim o dan %d%%.")
                                .formatted(from));
    }

    private static Line finding(Finding finding, List<ReportDocument.Line> questions) {
        var asked =
                questions.stream()
                        .filter(line -> line.id().equals(finding.question()))
                        .findFirst()
                        .orElseThrow();
        return new Line(
                Language.WELSH,
                List.of(
                        welsh(
                                "Digonol mewn %s: "
                                        .formatted(share(Objects.requireNonNull(asked.score())))),
                        Phrase.written(asked.title()),
                        welsh(" (%s)".formatted(finding.question()))));
    }

    private static String share(Tally score) {
        return score.applicable() < ReportDocument.CASES_FEW
                ? "%d allan o %d achos".formatted(score.sufficient(), score.applicable())
                : "%d%% o achosion".formatted(score.percent());
    }

    static List<Line> section(@Nullable Tally score, @Nullable Integer below) {
        if (score == null) {
            return notShown(Objects.requireNonNull(below));
        }
        return lines(
                score.percent() == null
                        ? "Nid oedd dim yma'n berthnasol i'r achosion."
                        : "Roedd %d allan o %d ateb yma'n ddigonol: %d%%."
                                .formatted(
                                        score.sufficient(), score.applicable(), score.percent()));
    }

    static List<Line> standard(StandardRating rating) {
        return rating.rating() == null
                ? lines("Ni raddiwyd y safon hon.")
                : List.of(
                        new Line(
                                Language.WELSH,
                                List.of(
                                        welsh("Gradd: "),
                                        WelshTitles.in(Language.WELSH, rating.rating()),
                                        welsh("."))));
    }

    static List<Line> summary() {
        return lines("Holl sgorau'r adroddiad hwn mewn un tabl.");
    }

    /** What was recorded about the area stays as it was written. */
    static @Nullable List<Line> context(@Nullable Integer statements) {
        return statements != null && statements == 0
                ? lines("Ni chofnodwyd dim am yr ardal.")
                : null;
    }

    static List<Line> inspectionData(ReportDocument.InspectionData data, @Nullable Integer below) {
        String fieldwork =
                "Cynhaliwyd y gwaith maes rhwng %s a %s."
                        .formatted(
                                Language.WELSH.day(data.fieldworkStart()),
                                Language.WELSH.day(data.fieldworkEnd()));
        Integer sampled = data.sampled();
        Integer judged = data.judged();
        if (sampled != null && judged != null) {
            return lines(
                    fieldwork
                            + " Roedd %d achos yn y sampl, ac mae %d ohonynt yn cyfrif."
                                    .formatted(sampled, judged));
        }
        if (sampled != null) {
            return lines(fieldwork + " Roedd %d achos yn y sampl.".formatted(sampled));
        }
        return judged != null
                ? lines(fieldwork + " Mae %d achos yn cyfrif.".formatted(judged))
                : Stream.concat(
                                lines(fieldwork).stream(),
                                notShown(Objects.requireNonNull(below)).stream())
                        .toList();
    }

    private static List<Line> notShown(int below) {
        return lines(
                "Ni ddangosir yr hyn sy'n sôn am lai na %d o blant, nac a fyddai'n gadael i hynny gael"
                                .formatted(below)
                        + " ei gyfrifo.");
    }

    static List<Line> role() {
        return lines(
                "Corff cyhoeddus yw Arolygiaeth Prawf EF. Caiff unrhyw un sydd am roi sylwadau ar"
                        + " arolygiad neu adroddiad ysgrifennu at Brif Arolygydd Prawf EF.");
    }

    static List<Line> glossary() {
        return lines(
                "MAPPA: trefniadau amlasiantaeth i ddiogelu'r cyhoedd.",
                "RoSH: risg o niwed difrifol.",
                "YJB: y Bwrdd Cyfiawnder Ieuenctid.",
                "YOT: tîm troseddau ieuenctid.");
    }

    /** A name that begins with its article, inside a sentence. */
    private static Phrase inside(Phrase name) {
        return name.language() == Language.WELSH && name.text().startsWith("Y ")
                ? welsh("y " + name.text().substring(2))
                : name;
    }

    private static List<Line> lines(String... welsh) {
        return Stream.of(welsh).map(WelshPassages::welsh).map(Line::of).toList();
    }

    private static Phrase welsh(String words) {
        return new Phrase(words, Language.WELSH);
    }
}
