package uk.inspection.plan.store;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.plan.Eventually.eventually;
import static uk.inspection.plan.Eventually.eventuallyTrue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.plan.BusinessDay;
import uk.inspection.plan.PlanServiceStack;
import uk.inspection.plan.Upstream;
import uk.inspection.plan.domain.Deadlines.Kind;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.projection.PlanReadModels;

/**
 * A second writer on the database of the running service: another instance of it, or the same one
 * after a restart, for it knows nothing but what is stored.
 */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class SeveralInstancesTest {
    private static final int PLANS = 40;
    private static final int PARTITIONS = 3;
    private static final LocalDate TODAY = LocalDate.parse("2009-07-25");
    private static final Instant NOW = Instant.parse("2009-07-25T09:00:00Z");

    @Inject AgroalDataSource dataSource;
    @Inject PlanReadModels readModels;
    @Inject EventStore eventStore;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @Inject
    @ConfigProperty(name = "event-store.topic-prefix")
    String prefix;

    @BeforeEach
    void the_service_is_ready() {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void two_instances_raise_every_deadline_once() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PLANS; i++) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            publish(id);
        }
        awaitOfEach(ids, "PlanRequested");

        BusinessDay.itIs("2009-07-25"); // the running service's timer starts
        try (Writer<PlanState> second = instance()) {
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            for (String id : ids) {
                outcomes.add(second.submit(raise(id, Kind.PLAN_APPROACHING, "2009-07-08")));
                outcomes.add(second.submit(raise(id, Kind.PLAN_OVERDUE, "2009-07-23")));
            }
            for (var outcome : outcomes) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Committed.class);
            }
        }
        awaitOfEach(
                ids,
                "PlanRequested",
                "DeadlineApproaching",
                "DeadlineApproaching",
                "DeadlineApproaching",
                "PlanOverdue");
    }

    @Test
    void after_a_restart_a_raised_deadline_stays_raised() throws Exception {
        String id = UUID.randomUUID().toString();
        publish(id);
        awaitOfEach(List.of(id), "PlanRequested");
        try (Writer<PlanState> before = instance()) {
            assertThat(before.submit(raise(id, Kind.PLAN_APPROACHING, "2009-07-08")).get())
                    .isInstanceOfSatisfying(
                            Outcome.Committed.class,
                            first -> assertThat(first.repeated()).isFalse());
        }
        try (Writer<PlanState> after = instance()) {
            assertThat(after.submit(raise(id, Kind.PLAN_APPROACHING, "2009-07-08")).get())
                    .isInstanceOfSatisfying(
                            Outcome.Committed.class,
                            again -> {
                                assertThat(again.repeated()).isTrue();
                                assertThat(again.version()).isEqualTo(2);
                            });
        }
    }

    /** The other one holds the announcement's partition and does not apply what lies there. */
    @Test
    void while_an_instance_hangs_no_reinspection_is_late_that_may_have_been_announced() {
        String announced = UUID.randomUUID().toString();
        String forgotten = UUID.randomUUID().toString();
        publish(announced);
        publish(forgotten);
        awaitOfEach(List.of(announced, forgotten), "PlanRequested");
        BooleanSupplier before = eventStore.hearing();
        try (var hanging = hangingInstance()) {
            try (var cases = Upstream.cases(inspectionOf(hanging.assignment()))) {
                cases.publish(
                        "2010-05-01",
                        Sefton.reinspection(announced, LocalDate.parse("2010-05-01")));
            }
            eventuallyTrue(before::getAsBoolean);
            assertThat(eventStore.heardAll()).isFalse();

            BusinessDay.itIs("2010-06-25");
            String[] ofPlan = {
                "PlanRequested",
                "DeadlineApproaching",
                "DeadlineApproaching",
                "DeadlineApproaching",
                "PlanOverdue"
            };
            awaitOfEach(List.of(announced, forgotten), ofPlan);
            String later = UUID.randomUUID().toString();
            publish(later);
            awaitOfEach(List.of(announced, forgotten, later), ofPlan); // the timer came again
        }
        eventually(() -> {
            assertThat(types(forgotten)).contains("ReinspectionDue", "ReinspectionOverdue");
            assertThat(types(announced))
                    .contains("ReinspectionArranged")
                    .doesNotContain("ReinspectionDue", "ReinspectionOverdue");
        });
    }

    private static void publish(String id) {
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report());
        }
    }

    private static List<String> types(String id) {
        return Upstream.plan(id).stream().map(StoredEvent::type).toList();
    }

    /** It is given partitions of announcements and never reads on. */
    private KafkaConsumer<byte[], byte[]> hangingInstance() {
        var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "group.id",
                                prefix + "improvement-plan-service",
                                "partition.assignment.strategy",
                                CooperativeStickyAssignor.class.getName(),
                                "enable.auto.commit",
                                "false",
                                "auto.offset.reset",
                                "latest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(prefix + "case-events"));
        eventuallyTrue(() -> {
            consumer.poll(Duration.ofMillis(100));
            return !consumer.assignment().isEmpty();
        });
        return consumer;
    }

    /** An inspection whose events lie in one of these partitions. */
    private static String inspectionOf(Set<TopicPartition> partitions) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .filter(id ->
                        partitions.stream()
                                .anyMatch(one ->
                                        one.partition()
                                                == BuiltInPartitioner.partitionForKey(
                                                        id.getBytes(StandardCharsets.UTF_8),
                                                        PARTITIONS)))
                .findFirst()
                .orElseThrow();
    }

    private static Command<PlanState> raise(String id, Kind kind, String on) {
        return Plans.raising(
                id, new RaiseDeadline(kind, 1, LocalDate.parse(on), Sefton.DUE, TODAY), NOW);
    }

    private static void awaitOfEach(List<String> ids, String... types) {
        eventually(() -> {
            var published =
                    Upstream.plans().stream()
                            .collect(
                                    groupingBy(
                                            StoredEvent::stream,
                                            mapping(StoredEvent::type, toList())));
            assertThat(ids)
                    .allSatisfy(
                            id -> assertThat(published.get(id)).containsExactlyInAnyOrder(types));
        });
    }

    private Writer<PlanState> instance() {
        return new Writer<>(
                "improvement-plan-service",
                new PostgresLog(new SeparateTransactions(dataSource), dataSource),
                new Plans.PlanModel(),
                readModels,
                Clock.systemUTC(),
                _ -> {});
    }

    private record SeparateTransactions(AgroalDataSource dataSource) implements Transactions {
        @Override
        public <R> R call(Work<R> work) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> {
                        try (Connection connection = dataSource.getConnection()) {
                            return work.run(connection);
                        }
                    });
        }
    }
}
