package uk.inspection.cases.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.cases.CaseServiceStack;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;

/** Rows are the same whichever events share a write. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class InspectionReadModelsTest {
    private static final Instant AT = Instant.parse("2026-06-24T09:00:00Z");
    private static final int INSPECTIONS = 3;
    private static final int CASES = 4;
    private static final int DRAWS = 120;

    @Inject InspectionReadModels readModels;

    private long position;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void together_or_one_by_one_or_in_between(int seed) {
        List<String> oneByOne = rows(seed, 1);
        assertThat(oneByOne).hasSizeGreaterThan(INSPECTIONS);
        assertThat(rows(seed, DRAWS + INSPECTIONS)).isEqualTo(oneByOne);
        assertThat(rows(seed, 7)).isEqualTo(oneByOne);
    }

    @Test
    void a_judgement_of_a_case_that_is_not_there_changes_nothing() {
        String id = "nobody-" + UUID.randomUUID();
        var judged = event(id, 2, new CaseJudged("case-0", 1, answers(new Random(0))));
        assertThatThrownBy(() -> apply(List.of(announced(id), judged)))
                .hasStackTraceContaining("Of 1 cases that were judged 0 are there.");
        InspectionEntity found =
                QuarkusTransaction.requiringNew().call(() -> InspectionEntity.findById(id));
        assertThat(found).isNull();
    }

    private void apply(List<StoredEvent> events) {
        QuarkusTransaction.requiringNew().run(() -> readModels.apply(events));
    }

    /** What the rows say after the same events were applied so many at a time. */
    private List<String> rows(int seed, int together) {
        List<String> ids =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(INSPECTIONS).toList();
        List<StoredEvent> all = history(new Random(seed), ids);
        for (int from = 0; from < all.size(); from += together) {
            apply(all.subList(from, Math.min(all.size(), from + together)));
        }
        var rows = new ArrayList<String>();
        QuarkusTransaction.requiringNew()
                .run(() -> {
                    for (String id : ids) {
                        InspectionEntity row = InspectionEntity.findById(id);
                        rows.add(
                                Stream.of(
                                                row.status,
                                                row.version,
                                                row.sampled,
                                                row.judged,
                                                row.closedAt)
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" ")));
                        for (CaseEntity one : CaseEntity.page(id, 0, CASES)) {
                            rows.add(
                                    Stream.of(
                                                    one.caseId,
                                                    one.status,
                                                    one.revision,
                                                    one.inspector,
                                                    one.answers)
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(" ")));
                        }
                    }
                });
        return rows;
    }

    /** A case that nobody sampled yet, one that was judged so often, or one that is withdrawn. */
    private static final int NOT_SAMPLED = -1;

    private static final int WITHDRAWN = 1000;

    /** Events of several inspections in turn. */
    private List<StoredEvent> history(Random random, List<String> ids) {
        var history = new ArrayList<StoredEvent>();
        int[] versions = new int[INSPECTIONS];
        int[][] cases = new int[INSPECTIONS][CASES];
        for (int i = 0; i < INSPECTIONS; i++) {
            Arrays.fill(cases[i], NOT_SAMPLED);
            versions[i] = 1;
            history.add(announced(ids.get(i)));
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            int i = random.nextInt(INSPECTIONS);
            int number = random.nextInt(CASES);
            String caseId = "case-" + number;
            int revision = cases[i][number];
            CaseEvent next = next(random, caseId, revision);
            cases[i][number] =
                    switch (next) {
                        case CaseSampled _ -> 0;
                        case CaseJudged _, CaseModerated _ -> revision + 1;
                        case CaseWithdrawn _ -> WITHDRAWN;
                        default -> revision;
                    };
            history.add(event(ids.get(i), ++versions[i], next));
        }
        return history;
    }

    private static CaseEvent next(Random random, String caseId, int revision) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return new FieldworkClosed(CASES, CASES);
        }
        if (kind == 1 || revision == WITHDRAWN) {
            return new FieldworkReopened("more cases");
        }
        if (revision == NOT_SAMPLED) {
            return new CaseSampled(caseId, Sentence.COMMUNITY, "16-17", "male", false);
        }
        if (kind == 2) {
            return new CaseWithdrawn(caseId, WithdrawalReason.TRANSFERRED);
        }
        if (kind == 3) {
            return new CaseAllocated(caseId, "ann-" + random.nextInt(100));
        }
        return kind < 6 && revision > 0
                ? new CaseModerated(
                        caseId, revision + 1, answers(random), ModerationReason.CONSISTENCY)
                : new CaseJudged(caseId, revision + 1, answers(random));
    }

    private static TreeMap<String, String> answers(Random random) {
        var answers = new TreeMap<String, String>();
        for (int i = 0; i < 5; i++) {
            answers.put("1." + i, random.nextBoolean() ? "sufficient" : "insufficient");
        }
        return answers;
    }

    private StoredEvent announced(String id) {
        return event(
                id,
                1,
                new InspectionAnnounced(
                        "Sefton",
                        "Sefton Youth Offending Service",
                        InspectionKind.CORE,
                        Frameworks.newest("cci-2009").orElseThrow(),
                        "ann",
                        LocalDate.parse("2026-06-22"),
                        LocalDate.parse("2026-06-26"),
                        null));
    }

    private StoredEvent event(String stream, long version, CaseEvent what) {
        return new StoredEvent(
                "case-events",
                ++position,
                stream,
                version,
                Codec.typeOf(what),
                Codec.versionOf(what),
                Codec.encode(what),
                "ann",
                null,
                "request",
                "command-" + position,
                0,
                AT,
                AT,
                "",
                HashChain.origin(),
                HashChain.origin(),
                null);
    }
}
