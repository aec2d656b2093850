package uk.inspection.cases.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.cases.domain.FrameworkCommand.RegisterFramework;
import uk.inspection.cases.domain.Refused.Kind;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.FrameworkEvent;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.Frameworks;

class FrameworkDeciderTest {
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final RatedStandards YJ =
            (RatedStandards) Frameworks.newest("yj-2018").orElseThrow();

    @Test
    void a_new_framework_begins_with_version_one() {
        assertThat(decide(List.of(), document("local", 1, "A"), List.of()))
                .containsExactly(new FrameworkRegistered(document("local", 1, "A")));
        refused(decideRefused(List.of(), document("local", 2, "A"), List.of()), 1);
    }

    @Test
    void the_next_version_has_the_next_number() {
        var first = document("local", 1, "A");
        assertThat(decide(List.of(first), document("local", 2, "B"), List.of()))
                .containsExactly(new FrameworkRegistered(document("local", 2, "B")));
        refused(decideRefused(List.of(first), document("local", 3, "B"), List.of()), 2);
    }

    @Test
    void the_same_document_again_is_no_news() {
        var first = document("local", 1, "A");
        var second = document("local", 2, "B");
        assertThat(decide(List.of(first, second), first, List.of())).isEmpty();
        assertThat(decide(List.of(first, second), second, List.of())).isEmpty();
    }

    @Test
    void a_version_never_changes() {
        var first = document("local", 1, "A");
        var second = document("local", 2, "B");
        Refused refused =
                decideRefused(List.of(first, second), document("local", 1, "C"), List.of());
        assertThat(refused)
                .hasMessage(
                        "A framework version never changes, and version 1 of local has another"
                                + " document.");
        refused(refused, 3);
    }

    @Test
    void a_shipped_framework_counts_as_registered() {
        assertThat(decide(List.of(), CCI, List.of(CCI))).isEmpty();
        refused(decideRefused(List.of(), document("cci-2009", 1, "A"), List.of(CCI)), 2);
        refused(decideRefused(List.of(), document("cci-2009", 3, "A"), List.of(CCI)), 2);
        assertThat(decide(List.of(), document("cci-2009", 2, "A"), List.of(CCI))).hasSize(1);
    }

    @Test
    void what_was_registered_goes_before_what_a_later_release_ships() {
        var ours = document("cci-2009", 2, "ours");
        var theirs = document("cci-2009", 2, "theirs");
        assertThat(decide(List.of(ours), ours, List.of(CCI, theirs))).isEmpty();
        refused(decideRefused(List.of(ours), theirs, List.of(CCI, theirs)), 3);
    }

    @Test
    void all_versions_of_a_framework_have_one_method() {
        Framework rated = rated("local", 2);
        Refused refused = decideRefused(List.of(document("local", 1, "A")), rated, List.of());
        assertThat(refused)
                .hasMessage(
                        "All versions of a framework have one method, and local has"
                                + " pooled-percentage.");
        assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(refused.violations())
                .containsExactly(new Violation("method", "must be pooled-percentage"));
        assertThat(decideRefused(List.of(), rated("cci-2009", 2), List.of(CCI)).violations())
                .extracting(Violation::field)
                .containsExactly("method");
        assertThat(decide(List.of(rated("local", 1)), rated, List.of())).hasSize(1);
    }

    private static List<FrameworkEvent> decide(
            List<Framework> registered, Framework framework, List<Framework> shipped) {
        var state = FrameworkDecider.initial();
        for (Framework earlier : registered) {
            state = FrameworkDecider.evolve(state, new FrameworkRegistered(earlier));
        }
        return FrameworkDecider.decide(state, new RegisterFramework(framework, shipped));
    }

    private static Refused decideRefused(
            List<Framework> registered, Framework framework, List<Framework> shipped) {
        return catchThrowableOfType(Refused.class, () -> decide(registered, framework, shipped));
    }

    private static void refused(Refused refused, int next) {
        assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(refused.violations())
                .containsExactly(
                        new Violation("version", "must be %d, the next one".formatted(next)));
    }

    private static Framework rated(String id, int version) {
        return new RatedStandards(
                id,
                version,
                YJ.title(),
                YJ.inForce(),
                YJ.rounding(),
                YJ.answers(),
                YJ.ratings(),
                YJ.caseBands(),
                YJ.standardRule(),
                YJ.standardRuleStatus(),
                YJ.discretion(),
                YJ.overall(),
                YJ.reinspection(),
                YJ.plan(),
                YJ.sample(),
                YJ.domains(),
                YJ.standards(),
                YJ.keyQuestions());
    }

    private static Framework document(String id, int version, String title) {
        return new PooledPercentage(
                id,
                version,
                title,
                CCI.inForce(),
                CCI.methodStatus(),
                CCI.rounding(),
                CCI.answers(),
                CCI.bands(),
                CCI.headlines(),
                CCI.reinspection(),
                CCI.plan(),
                CCI.questionnaires(),
                CCI.sections(),
                CCI.criteria(),
                CCI.questions());
    }
}
