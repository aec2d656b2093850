package uk.inspection.endtoend.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the clients have sent, and what they were answered: their own record, and nobody else's. */
final class Ledger {
    /** Whom a request is sent to, and the event that it makes. */
    enum Deed {
        ANNOUNCE(Arena.Service.CASES, "case-events", "InspectionAnnounced"),
        SAMPLE(Arena.Service.CASES, "case-events", "CaseSampled"),
        JUDGE(Arena.Service.CASES, "case-events", "CaseJudged"),
        JUDGE_MANY(Arena.Service.CASES, "case-events", "CaseJudged"),
        MODERATE(Arena.Service.CASES, "case-events", "CaseModerated"),
        WITHDRAW(Arena.Service.CASES, "case-events", "CaseWithdrawn"),
        CLOSE(Arena.Service.CASES, "case-events", "FieldworkClosed"),
        DRAFT(Arena.Service.REPORTING, "report-events", "ReportDrafted"),
        RECOMMEND(Arena.Service.REPORTING, "report-events", "RecommendationMade"),
        CHECK(Arena.Service.REPORTING, "report-events", "FactualAccuracyCheckOpened"),
        ANSWER_CHECK(Arena.Service.REPORTING, "report-events", "FactualAccuracyAnswered"),
        PUBLISH(Arena.Service.REPORTING, "report-events", "ReportPublished"),
        SUBMIT_PLAN(Arena.Service.PLANS, "improvement-plan-events", "PlanSubmitted"),
        SIGN_OFF(Arena.Service.PLANS, "improvement-plan-events", "PlanSignedOff");

        final Arena.Service service;
        final String topic;
        final String type;

        Deed(Arena.Service service, String topic, String type) {
            this.service = service;
            this.topic = topic;
            this.type = type;
        }
    }

    /** How a request ended for its client. */
    enum End {
        ACKNOWLEDGED,
        REFUSED,
        /** Nobody knows whether it was carried out. */
        UNANSWERED
    }

    /** What is asked of one case: its answers, or none where the request gives none. */
    record Item(String caseId, Map<String, String> answers) {}

    /**
     * What became of an item.
     *
     * @param news whether it made an event, or said what stood already
     */
    record Result(End end, boolean news, int revision, long version) {
        static final Result UNKNOWN = new Result(End.UNANSWERED, false, 0, 0);
    }

    /**
     * A request and its end.
     *
     * @param inspection empty for an announcement without an answer
     * @param key its idempotency key and its correlation
     * @param expected the revision that its If-Match named; 0 for none
     * @param sent when it was sent first, in nanoseconds of the clients' clock
     * @param ended when its client had the answer or gave up
     * @param items empty for what is not about cases
     * @param results one for each item, or one in all
     */
    record Entry(
            String inspection,
            Deed deed,
            String key,
            List<Item> items,
            int expected,
            long sent,
            long ended,
            int attempts,
            int status,
            JsonNode body,
            List<Result> results) {
        boolean acknowledged() {
            return results.stream().anyMatch(result -> result.end() == End.ACKNOWLEDGED);
        }

        boolean refused() {
            return results.stream().allMatch(result -> result.end() == End.REFUSED);
        }

        /** An entry without its answer, which is not to be kept in memory. */
        Entry withoutBody() {
            return new Entry(
                    inspection,
                    deed,
                    key,
                    items,
                    expected,
                    sent,
                    ended,
                    attempts,
                    status,
                    MissingNode.getInstance(),
                    results);
        }
    }

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    void add(Entry entry) {
        entries.add(entry.withoutBody());
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    long acknowledged() {
        return entries.stream().filter(Entry::acknowledged).count();
    }
}
