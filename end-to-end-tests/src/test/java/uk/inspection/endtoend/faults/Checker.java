package uk.inspection.endtoend.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import uk.inspection.endtoend.faults.Ledger.Deed;
import uk.inspection.endtoend.faults.Ledger.End;
import uk.inspection.endtoend.faults.Ledger.Entry;
import uk.inspection.endtoend.faults.Ledger.Item;
import uk.inspection.endtoend.faults.Ledger.Result;
import uk.inspection.endtoend.faults.Witness.Told;

/**
 * Compares what the clients know with what the services tell, inspection by inspection. It knows
 * the services' answers and nothing of how they come about: the fold of the events and the scores
 * are its own.
 */
final class Checker {
    /** What a fault has done. */
    enum Kind {
        /** It was acknowledged, and is not there. */
        LOST("lost"),
        /** It is there more often than it was done. */
        DOUBLED("doubled"),
        /** It is there, and nobody did it, or it was refused. */
        STRANGE("done by nobody"),
        /** Versions have gaps, or contradict the order in which things were done. */
        DISORDERED("out of order"),
        /** What follows from the events is told otherwise. */
        WRONG("told otherwise");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    record Finding(Kind kind, String inspection, String sentence) {}

    private static final Set<Deed> JUDGEMENTS = Set.of(Deed.JUDGE, Deed.JUDGE_MANY, Deed.MODERATE);

    /** What is acknowledged without an event where it stands already. */
    private static final Set<Deed> REPEATABLE =
            Set.of(Deed.JUDGE, Deed.JUDGE_MANY, Deed.MODERATE, Deed.CLOSE);

    private static final int DAYS_TO_PLAN = 28;

    private final OwnScores ownScores;
    private final LocalDate today;

    /**
     * A checker.
     *
     * @param framework the text of the framework of all inspections
     * @param today the business day after everything
     */
    Checker(JsonNode framework, LocalDate today) {
        this.ownScores = new OwnScores(framework);
        this.today = today;
    }

    /** What is wrong with an inspection. */
    List<Finding> check(String id, List<Entry> entries, Told told) {
        var inspection = new Inspection(id, entries, told);
        inspection.check();
        return inspection.findings;
    }

    /** A case as the events make it. */
    private record Case(String status, int revision, Map<String, String> answers) {
        static final Case SAMPLED = new Case("sampled", 0, Map.of());
    }

    private final class Inspection {
        private final String id;
        private final List<Entry> entries;
        private final Told told;
        private final List<Finding> findings = new ArrayList<>();
        private final Map<String, Case> cases = new TreeMap<>();

        /** What the scores were at each version of the case events. */
        private final Map<Long, Map<String, String>> scoresAt = new HashMap<>();

        private boolean closed;

        Inspection(String id, List<Entry> entries, Told told) {
            this.id = id;
            this.entries = entries;
            this.told = told;
        }

        void check() {
            contiguous("case-events", told.events());
            everyRequestOnce("case-events", told.events());
            inTheOrderOfTheClients();
            fold();
            cases();
            scores();
            history();
            report();
            plan();
        }

        private void find(Kind kind, String sentence, Object... words) {
            findings.add(new Finding(kind, id, sentence.formatted(words)));
        }

        private void contiguous(String topic, List<JsonNode> events) {
            for (int i = 0; i < events.size(); i++) {
                long version = events.get(i).path("version").asLong();
                if (version != i + 1) {
                    find(
                            Kind.DISORDERED,
                            "%s: version %d stands where %d should.",
                            topic,
                            version,
                            i + 1);
                    return;
                }
            }
        }

        // ---- requests and events

        private void everyRequestOnce(String topic, List<JsonNode> events) {
            var byCorrelation = new HashMap<String, List<JsonNode>>();
            for (JsonNode event : events) {
                byCorrelation
                        .computeIfAbsent(
                                event.path("correlation").asText(), key -> new ArrayList<>())
                        .add(event);
            }
            for (Entry entry : entries) {
                if (entry.deed().topic.equals(topic)) {
                    List<JsonNode> made = byCorrelation.remove(entry.key());
                    made = made == null ? List.of() : made;
                    var own =
                            made.stream()
                                    .filter(e -> e.path("type").asText().equals(entry.deed().type))
                                    .toList();
                    requestOnce(entry, own);
                    if (topic.equals("case-events") && own.size() < made.size()) {
                        find(Kind.STRANGE, "%s made %s.", entry.key(), names(made));
                    }
                }
            }
            byCorrelation.values().stream()
                    .map(unasked ->
                            unasked.stream()
                                    .filter(event -> topic.equals("case-events") || asked(event))
                                    .toList())
                    .filter(unasked -> !unasked.isEmpty())
                    .forEach(unasked -> find(Kind.STRANGE, "Nobody asked for %s.", names(unasked)));
        }

        /** Not a reaction and not a deadline: somebody must have asked for it. */
        private static boolean asked(JsonNode event) {
            return Stream.of(Deed.values())
                    .anyMatch(deed -> deed.type.equals(event.path("type").asText()));
        }

        private void requestOnce(Entry entry, List<JsonNode> made) {
            if (entry.items().isEmpty()) {
                itemOnce(entry, entry.results().getFirst(), made);
                return;
            }
            var asked = entry.items().stream().map(Item::caseId).toList();
            if (!made.stream().allMatch(e -> asked.contains(e.at("/data/caseId").asText()))) {
                find(Kind.STRANGE, "%s made %s.", entry.key(), names(made));
            }
            for (int i = 0; i < entry.items().size(); i++) {
                Item item = entry.items().get(i);
                Result result = entry.results().get(i);
                var ofItem =
                        made.stream()
                                .filter(e -> e.at("/data/caseId").asText().equals(item.caseId()))
                                .toList();
                itemOnce(entry, result, ofItem);
                for (JsonNode event : ofItem) {
                    if (!item.answers().isEmpty()
                            && !answers(event.at("/data/answers")).equals(item.answers())) {
                        find(Kind.WRONG, "%s has other answers than %s.", name(event), entry.key());
                    }
                    if (result.end() == End.ACKNOWLEDGED
                            && JUDGEMENTS.contains(entry.deed())
                            && (event.path("version").asLong() != result.version()
                                    || event.at("/data/revision").asInt() != result.revision())) {
                        find(
                                Kind.WRONG,
                                "%s was acknowledged as revision %d at %d.",
                                name(event),
                                result.revision(),
                                result.version());
                    }
                }
            }
        }

        private void itemOnce(Entry entry, Result result, List<JsonNode> made) {
            boolean stoodAlready =
                    JUDGEMENTS.contains(entry.deed()) && !result.news()
                            || entry.deed() == Deed.CLOSE && made.isEmpty() && closedBefore(entry);
            switch (result.end()) {
                case ACKNOWLEDGED -> {
                    int expected = stoodAlready ? 0 : 1;
                    if (made.size() < expected) {
                        find(
                                Kind.LOST,
                                "%s %s was acknowledged with %d.",
                                entry.deed(),
                                entry.key(),
                                entry.status());
                    } else if (made.size() > expected) {
                        find(
                                Kind.DOUBLED,
                                "%s %s made %s.",
                                entry.deed(),
                                entry.key(),
                                names(made));
                    }
                }
                case REFUSED -> {
                    if (!made.isEmpty()) {
                        find(
                                Kind.STRANGE,
                                "%s %s was refused with %d and made %s.",
                                entry.deed(),
                                entry.key(),
                                entry.status(),
                                names(made));
                    }
                }
                case UNANSWERED -> {
                    if (made.size() > 1) {
                        find(
                                Kind.DOUBLED,
                                "%s %s made %s.",
                                entry.deed(),
                                entry.key(),
                                names(made));
                    }
                }
            }
        }

        /** Whether another request had closed the fieldwork, one whose client never knew. */
        private boolean closedBefore(Entry entry) {
            return told.events().stream()
                    .filter(event -> event.path("type").asText().equals(Deed.CLOSE.type))
                    .anyMatch(event ->
                            event.path("version").asLong() <= entry.results().getFirst().version());
        }

        /** What was acknowledged before something else was sent comes before it. */
        private void inTheOrderOfTheClients() {
            record Done(long sent, long ended, long version, String key) {}
            var done = new ArrayList<Done>();
            for (Entry entry : entries) {
                if (entry.deed().service == Arena.Service.CASES) {
                    for (Result result : entry.results()) {
                        if (result.end() == End.ACKNOWLEDGED
                                && result.version() > 0
                                && (result.news() || !REPEATABLE.contains(entry.deed()))) {
                            done.add(
                                    new Done(
                                            entry.sent(),
                                            entry.ended(),
                                            result.version(),
                                            entry.key()));
                        }
                    }
                }
            }
            var bySending = new ArrayList<>(done);
            bySending.sort(Comparator.comparingLong(Done::sent));
            done.sort(Comparator.comparingLong(Done::ended));
            int next = 0;
            Done latest = null;
            for (Done one : bySending) {
                while (next < done.size() && done.get(next).ended() < one.sent()) {
                    Done earlier = done.get(next++);
                    latest =
                            latest == null || earlier.version() > latest.version()
                                    ? earlier
                                    : latest;
                }
                if (latest != null && latest.version() >= one.version()) {
                    find(
                            Kind.DISORDERED,
                            "%s was acknowledged at %d before %s was sent, which came to %d.",
                            latest.key(),
                            latest.version(),
                            one.key(),
                            one.version());
                }
            }
        }

        // ---- the fold

        private void fold() {
            for (JsonNode event : told.events()) {
                JsonNode data = event.path("data");
                String caseId = data.path("caseId").asText();
                switch (event.path("type").asText()) {
                    case "CaseSampled" -> cases.put(caseId, Case.SAMPLED);
                    case "CaseJudged", "CaseModerated" -> judge(event, caseId, data);
                    case "CaseWithdrawn" ->
                            cases.computeIfPresent(
                                    caseId,
                                    (any, c) -> new Case("withdrawn", c.revision(), c.answers()));
                    case "FieldworkClosed" -> closed = true;
                    default -> {
                        // It changes no case.
                    }
                }
                scoresAt.put(event.path("version").asLong(), score());
            }
            ifMatch();
        }

        private void judge(JsonNode event, String caseId, JsonNode data) {
            Case before = cases.get(caseId);
            int revision = data.path("revision").asInt();
            if (before == null || before.status().equals("withdrawn") || closed) {
                find(Kind.WRONG, "%s judges what could not be judged.", name(event));
            } else if (revision != before.revision() + 1) {
                find(
                        Kind.DISORDERED,
                        "%s is revision %d after %d.",
                        name(event),
                        revision,
                        before.revision());
            }
            cases.put(caseId, new Case("judged", revision, answers(data.path("answers"))));
        }

        /** Who named a revision replaced that one and no other. */
        private void ifMatch() {
            for (Entry entry : entries) {
                Result result = entry.results().getFirst();
                if (entry.expected() > 0
                        && result.end() == End.ACKNOWLEDGED
                        && result.news()
                        && result.revision() != entry.expected() + 1) {
                    find(
                            Kind.WRONG,
                            "%s was to replace revision %d and became %d.",
                            entry.key(),
                            entry.expected(),
                            result.revision());
                }
            }
        }

        private Map<String, String> score() {
            return ownScores.of(
                    cases.values().stream()
                            .filter(c -> c.status().equals("judged"))
                            .map(Case::answers)
                            .toList());
        }

        private int count(Predicate<Case> which) {
            return (int) cases.values().stream().filter(which).count();
        }

        // ---- what is told

        private void cases() {
            var seen = new TreeMap<String, Case>();
            for (JsonNode one : told.cases()) {
                seen.put(
                        one.path("caseId").asText(),
                        new Case(
                                one.path("status").asText(),
                                one.path("revision").asInt(),
                                answers(one.path("answers"))));
            }
            for (var entry : cases.entrySet()) {
                Case own = entry.getValue();
                Case other = seen.remove(entry.getKey());
                boolean same =
                        other != null
                                && other.status().equals(own.status())
                                && other.revision() == own.revision()
                                && (own.status().equals("withdrawn")
                                        || other.answers().equals(own.answers()));
                if (!same) {
                    find(
                            Kind.WRONG,
                            "Case %s is told as %s, not %s.",
                            entry.getKey(),
                            String.valueOf(other),
                            own);
                }
            }
            if (!seen.isEmpty()) {
                find(Kind.STRANGE, "Cases %s were never sampled.", seen.keySet());
            }
            if (told.inspection().path("version").asLong() != told.events().size()) {
                find(
                        Kind.WRONG,
                        "The inspection is told at version %s of %d.",
                        told.inspection().path("version"),
                        told.events().size());
            }
        }

        private void scores() {
            contiguous("score-events", told.scores());
            var caused = new HashSet<Long>();
            long last = 0;
            for (JsonNode given : told.scores()) {
                long at = given.path("caseVersion").asLong();
                if (at <= last) {
                    find(Kind.DISORDERED, "A score of case version %d follows %d.", at, last);
                }
                last = at;
                for (JsonNode cause : given.path("causedBy")) {
                    if (!caused.add(cause.asLong())) {
                        find(
                                Kind.DOUBLED,
                                "Case version %d moved the score twice.",
                                cause.asLong());
                    }
                }
                compareScores(
                        "The score at case version " + at,
                        Map.of("headlines", given.path("headlines")),
                        scoresAt.getOrDefault(at, Map.of()));
            }
            for (JsonNode event : told.events()) {
                long version = event.path("version").asLong();
                if (moves(event) && !caused.contains(version)) {
                    find(Kind.LOST, "%s moved no score.", name(event));
                }
            }
            if (!told.events().isEmpty() && !cases.isEmpty()) {
                lastScore();
            }
        }

        private static boolean moves(JsonNode event) {
            return Set.of("CaseJudged", "CaseModerated", "CaseWithdrawn", "FieldworkClosed")
                    .contains(event.path("type").asText());
        }

        private void lastScore() {
            JsonNode score = told.score();
            if (score.path("provisional").asBoolean(true) == closed) {
                find(Kind.WRONG, "The score is provisional: %s.", score.path("provisional"));
            }
            int sampled = count(c -> !c.status().equals("withdrawn"));
            int judged = count(c -> c.status().equals("judged"));
            if (score.path("sampled").asInt() != sampled
                    || score.path("judged").asInt() != judged) {
                find(
                        Kind.WRONG,
                        "%d of %d cases are judged; the score tells of %s of %s.",
                        judged,
                        sampled,
                        score.path("judged"),
                        score.path("sampled"));
            }
            compareScores("The score", levels(score.path("scores")), score());
        }

        private void compareScores(
                String what, Map<String, JsonNode> levels, Map<String, String> own) {
            var wanted = new TreeMap<>(own);
            wanted.keySet().removeIf(key -> !levels.containsKey(key.split(" ", 2)[0]));
            var seen = new TreeMap<String, String>();
            levels.forEach((level, tallies) -> seen.putAll(OwnScores.told(level, tallies)));
            if (!seen.equals(wanted)) {
                var differing = new TreeMap<>(seen);
                differing.entrySet().removeAll(wanted.entrySet());
                find(Kind.WRONG, "%s differs in %s of %s.", what, differing, wanted.size());
            }
        }

        private void history() {
            var byTopic = new TreeMap<String, List<JsonNode>>();
            told.history()
                    .forEach(event ->
                            byTopic.computeIfAbsent(
                                            event.path("topic").asText(), t -> new ArrayList<>())
                                    .add(event));
            byTopic.forEach(this::contiguous);
            passedOn("case-events", told.events(), byTopic, "hash");
            passedOn("score-events", told.scores(), byTopic, "type");
            for (String topic : List.of("report-events", "improvement-plan-events")) {
                everyRequestOnce(topic, byTopic.getOrDefault(topic, List.of()));
            }
        }

        /** The history of all services has what the service itself has, event by event. */
        private void passedOn(
                String topic,
                List<JsonNode> events,
                Map<String, List<JsonNode>> byTopic,
                String field) {
            List<JsonNode> passed = byTopic.getOrDefault(topic, List.of());
            if (passed.size() != events.size()) {
                find(
                        passed.size() < events.size() ? Kind.LOST : Kind.DOUBLED,
                        "The history has %d of %d events of %s.",
                        passed.size(),
                        events.size(),
                        topic);
            }
            for (int i = 0; i < Math.min(passed.size(), events.size()); i++) {
                if (!passed.get(i).path(field).equals(events.get(i).path(field))) {
                    find(
                            Kind.WRONG,
                            "%s is another event in the history of all services.",
                            name(events.get(i)));
                    return;
                }
            }
        }

        private long happened(String type) {
            return told.history().stream()
                    .filter(event -> event.path("type").asText().equals(type))
                    .count();
        }

        private void report() {
            boolean published = told.report().path("status").asText().equals("published");
            if (published != (happened("ReportPublished") > 0)) {
                find(Kind.WRONG, "The report is told as %s.", told.report().path("status"));
            }
            long recommended = happened("RecommendationMade");
            if (told.report().path("recommendations").size() != recommended) {
                find(
                        Kind.WRONG,
                        "The report has %d of %d recommendations.",
                        told.report().path("recommendations").size(),
                        recommended);
            }
            if (!told.report().isMissingNode()) {
                compareScores("The report's score", levels(told.report().path("scores")), score());
            }
        }

        private void plan() {
            boolean published = happened("ReportPublished") > 0;
            if (happened("PlanRequested") != (published ? 1 : 0)
                    || told.plan().isMissingNode() == published) {
                find(
                        published ? Kind.LOST : Kind.STRANGE,
                        "Published: %s; plans: %d, told: %s.",
                        published,
                        happened("PlanRequested"),
                        !told.plan().isMissingNode());
                return;
            }
            if (!published) {
                return;
            }
            LocalDate due =
                    LocalDate.parse(told.report().path("publishedOn").asText())
                            .plusDays(DAYS_TO_PLAN);
            if (!told.plan().at("/due/on").asText().equals(due.toString())) {
                find(Kind.WRONG, "The plan is due on %s, not %s.", told.plan().at("/due/on"), due);
            }
            boolean submitted = happened("PlanSubmitted") > 0;
            if (submitted == told.plan().path("actions").isEmpty()) {
                find(Kind.WRONG, "The plan has %d actions.", told.plan().path("actions").size());
            }
            long overdue = happened("PlanOverdue");
            if (overdue > 1 || overdue == 0 && !submitted && today.isAfter(due)) {
                find(
                        overdue > 1 ? Kind.DOUBLED : Kind.LOST,
                        "The plan was %d times overdue.",
                        overdue);
            }
            for (String once : List.of("ReinspectionDue", "ReinspectionOverdue", "PlanForwarded")) {
                if (happened(once) > 1) {
                    find(Kind.DOUBLED, "%s happened %d times.", once, happened(once));
                }
            }
        }
    }

    private static Map<String, JsonNode> levels(JsonNode scores) {
        var levels = new TreeMap<String, JsonNode>();
        for (String level : List.of("headlines", "criteria", "sections", "questions")) {
            levels.put(level, scores.path(level));
        }
        return levels;
    }

    private static Map<String, String> answers(JsonNode answers) {
        var map = new TreeMap<String, String>();
        answers.fields().forEachRemaining(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }

    private static String name(JsonNode event) {
        return "%s %s".formatted(event.path("type").asText(), event.path("version"));
    }

    private static List<String> names(List<JsonNode> events) {
        return events.stream().map(Checker::name).toList();
    }
}
