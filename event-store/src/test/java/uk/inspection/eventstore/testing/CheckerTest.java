package uk.inspection.eventstore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.StoredEvent;

/** The checker is only worth something if it finds what is wrong. */
class CheckerTest {
    private final List<StoredEvent> log = log();

    private static List<StoredEvent> log() {
        var chain = new Told("s");
        var log = new ArrayList<StoredEvent>();
        for (int i = 1; i <= 5; i++) {
            log.add(chain.next("text " + i));
        }
        return log;
    }

    @Test
    void a_whole_log_and_topic_are_well() {
        assertThat(Checker.log(log, List.of("command-1", "command-5"))).isEmpty();
        var repeated = new ArrayList<>(log.subList(0, 3));
        repeated.addAll(log);
        assertThat(Checker.topic(repeated, log)).isEmpty();
    }

    @Test
    void a_lost_event_is_found() {
        StoredEvent lost = log.remove(2);
        assertThat(Checker.log(log, List.of(lost.commandId()))).hasSizeGreaterThan(1);
        assertThat(Checker.topic(log, log())).isNotEmpty();
    }

    @Test
    void a_lost_last_event_is_found() {
        StoredEvent lost = log.removeLast();
        assertThat(Checker.log(log, List.of(lost.commandId()))).hasSize(1);
        assertThat(Checker.topic(log, log())).hasSize(1);
    }

    @Test
    void an_event_that_is_there_twice_is_found() {
        log.add(log.getLast());
        assertThat(Checker.log(log, List.of())).isNotEmpty();
    }

    @Test
    void a_wrong_order_is_found() {
        Collections.swap(log, 1, 2);
        assertThat(Checker.log(log, List.of())).isNotEmpty();
        assertThat(Checker.topic(log, log())).isNotEmpty();
    }

    @Test
    void a_changed_event_is_found() {
        StoredEvent second = log.get(1);
        log.set(
                1,
                Told.event(
                        second.topic(),
                        second.stream(),
                        2,
                        "changed",
                        second.previousHash(),
                        second.hash()));
        assertThat(Checker.log(log, List.of())).containsExactly("told-events/s/2 was changed.");
    }

    @Test
    void an_invented_event_is_found() {
        var invented = new ArrayList<>(log);
        invented.add(new Told("s2").next("never written"));
        assertThat(Checker.topic(invented, log)).hasSize(1);
    }
}
