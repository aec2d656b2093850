package uk.inspection.plan.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.inspection.contract.Codec;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.plan.BusinessDay;
import uk.inspection.plan.PlanServiceStack;
import uk.inspection.plan.Upstream;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.mail.MailServer.Mail;
import uk.inspection.plan.mail.Post.Answer;
import uk.inspection.plan.mail.Post.Letter;
import uk.inspection.plan.store.Plans;

/** Reminder mail of the running service, on a real database, log and SMTP server. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
@QuarkusTestResource(value = ReminderMailStack.class, restrictToAnnotatedClass = true)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReminderMailTest {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final String POOLE = "manager@poole.example";
    private static final Letter LETTER = new Letter("<1@inspection.example>", "Plan", "It is due.");
    private static @Nullable MailServer running;

    @Inject ReminderMail reminderMail;
    @Inject ReminderMailConfig config;
    @Inject EventStore eventStore;
    @Inject AgroalDataSource dataSource;
    @Inject ReactiveMailer mailer;
    @Inject Clock clock;

    private MailServer server;
    private Writer<Long> log;

    @BeforeAll
    static void a_mail_server() {
        running =
                new MailServer(
                        ConfigProvider.getConfig().getValue("quarkus.mailer.port", Integer.class));
        running.start();
    }

    @AfterAll
    static void no_mail_server() {
        if (running != null) {
            running.close();
        }
    }

    @BeforeEach
    void three_days_before_the_plan_is_due() {
        BusinessDay.itIs("2009-07-19");
        server = Objects.requireNonNull(running);
        log =
                new Writer<>(
                        "improvement-plan-service",
                        new PostgresLog(new SeparateTransactions(dataSource), dataSource),
                        new Counting(),
                        _ -> {},
                        Clock.systemUTC(),
                        _ -> {});
        eventually().until(ReminderMailTest::ready);
    }

    @AfterEach
    void all_is_mailed() {
        server.refuseNobody();
        log.close();
        allIsMailed();
    }

    // ---- what is mailed, and to whom

    @Test
    void a_reminder_says_what_is_due_when_by_which_rule_and_who_oversees() {
        String id = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        eventually().untilAsserted(() -> assertThat(server.taken(id)).hasSize(2));
        assertThat(server.taken(id))
                .extracting(Mail::recipient)
                .containsExactly("manager@sefton.example", "chair@sefton.example");
        Mail mail = server.taken(id).getFirst();
        assertThat(mail.sender()).isEqualTo("reminders@inspection.example");
        assertThat(mail.from()).isEqualTo("Inspection platform <reminders@inspection.example>");
        assertThat(mail.to()).isEqualTo("manager@sefton.example");
        assertThat(mail.automatic()).isEqualTo("auto-generated");
        assertThat(mail.subject()).isEqualTo("Sefton: improvement plan due on 22 July 2009");
        assertThat(mail.text().stripTrailing())
                .isEqualTo(
                        """
                        Sefton Youth Offending Team (Sefton): the improvement plan is due on 22 July 2009: 3 days left.

                        Due on:      22 July 2009
                        Rule:        28 days after publication
                        Overseen by: Youth Justice Board
                        Inspection:  %s

                        The inspection lifecycle platform sent this by itself. Replies are not read.\
                        """
                                .formatted(id));
    }

    @Test
    void the_inspectorate_gets_a_copy_of_what_is_overdue_and_all_of_the_reinspection() {
        LocalDate due = Sefton.REINSPECTION_DUE;
        BusinessDay.itIs("2010-06-24");
        String id =
                requested(
                        "Bournemouth and Poole",
                        new PlanOverdue(Sefton.DUE, Sefton.DUE.plusDays(1)),
                        Sefton.finalised(),
                        new MonitoringReturnOverdue(
                                1, LocalDate.parse("2009-11-05"), LocalDate.parse("2009-11-06")),
                        approaching(Deadline.REINSPECTION, 1, due, 0),
                        new ReinspectionOverdue(due, due.plusDays(1)));
        eventually().untilAsserted(() -> assertThat(server.taken(id)).hasSize(6));
        String lead = "lead@inspectorate.example";
        String plan = "Bournemouth and Poole: improvement plan overdue since 22 July 2009";
        String report = "Bournemouth and Poole: monitoring return 1 overdue since 5 November 2009";
        assertThat(server.taken(id))
                .extracting(mail -> mail.recipient() + " " + mail.subject())
                .containsExactly(
                        "manager@poole.example " + plan,
                        lead + " " + plan,
                        "manager@poole.example " + report,
                        lead + " " + report,
                        lead + " Bournemouth and Poole: re-inspection due on 24 June 2010",
                        lead + " Bournemouth and Poole: re-inspection overdue since 24 June 2010");
    }

    @Test
    void a_name_that_is_not_ascii_arrives_as_it_is() {
        String id = requested("Ynys Môn", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        eventually().untilAsserted(() -> assertThat(server.taken(id)).hasSize(1));
        Mail mail = server.taken(id).getFirst();
        assertThat(mail.subject()).isEqualTo("Ynys Môn: improvement plan due on 22 July 2009");
        assertThat(mail.text()).contains("(Ynys Môn)");
    }

    @Test
    void where_nobody_is_named_nothing_is_sent() {
        String nobody = requested("Wirral", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        String next = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        eventually().untilAsserted(() -> assertThat(server.taken(next)).hasSize(2));
        assertThat(server.taken(nobody)).isEmpty();
    }

    @Test
    void a_reminder_noticed_after_the_day_is_not_mailed() {
        BusinessDay.itIs("2009-07-23");
        String id =
                requested(
                        "Bournemouth and Poole",
                        approaching(Deadline.PLAN, 1, Sefton.DUE, 14),
                        approaching(Deadline.PLAN, 1, Sefton.DUE, 3),
                        approaching(Deadline.PLAN, 1, Sefton.DUE, 0),
                        new PlanOverdue(Sefton.DUE, Sefton.DUE.plusDays(1)));
        eventually().untilAsserted(() -> assertThat(server.taken(id)).hasSize(2));
        allIsMailed();
        assertThat(server.taken(id))
                .extracting(Mail::subject)
                .containsOnly("Bournemouth and Poole: improvement plan overdue since 22 July 2009");
    }

    @Test
    void what_the_timer_raises_is_mailed() {
        BusinessDay.itIs("2009-06-24");
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report());
        }
        eventually().until(() -> !eventStore.log().stream(id, 0, 1).isEmpty());
        BusinessDay.itIs("2009-07-20");
        eventually()
                .untilAsserted(() ->
                        assertThat(server.taken(id))
                                .extracting(Mail::text)
                                .anySatisfy(text ->
                                        assertThat(text).contains("22 July 2009: 2 days left.")));
        BusinessDay.itIs("2009-07-23");
        eventually()
                .untilAsserted(() ->
                        assertThat(server.taken(id))
                                .extracting(Mail::recipient, Mail::subject)
                                .contains(
                                        tuple(
                                                "lead@inspectorate.example",
                                                "Sefton: improvement plan overdue since 22 July 2009")));
    }

    // ---- once, in order, and none lost

    @Test
    void several_workers_send_each_once_and_in_order() {
        List<String> ids = new ArrayList<>();
        try (MailWorker second = worker(post());
                MailWorker third = worker(post())) {
            second.start();
            third.start();
            for (int i = 0; i < 10; i++) {
                ids.add(requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3)));
            }
            allIsMailed();
        }
        assertThat(
                        server.taken().stream()
                                .filter(mail -> ids.stream().anyMatch(mail.text()::contains))
                                .map(mail -> mail.recipient() + " " + inspection(mail.text())))
                .containsExactlyElementsOf(
                        ids.stream()
                                .flatMap(id ->
                                        List.of(
                                                "manager@sefton.example " + id,
                                                "chair@sefton.example " + id)
                                                .stream())
                                .toList());
    }

    @Test
    void while_the_server_is_away_nothing_is_lost_and_the_service_stays_ready() {
        server.stop();
        List<String> ids;
        try {
            long before = position();
            ids =
                    IntStream.range(0, 5)
                            .mapToObj(_ ->
                                    requested(
                                            "Bournemouth and Poole",
                                            approaching(Deadline.PLAN, 1, Sefton.DUE, 3)))
                            .toList();
            // It tries in vain, while the log goes on, and says nothing of it in its health.
            eventually()
                    .during(Duration.ofSeconds(1))
                    .until(() -> position() <= before + 1 && ready());
        } finally {
            server.start();
        }
        allIsMailed();
        for (String id : ids) {
            assertThat(server.taken(id)).hasSize(1);
        }
    }

    @Test
    void a_sender_that_is_refused_is_no_fault_of_the_recipient() {
        server.refuseSender("reminders@inspection.example", "550");
        String id = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        refusedOnce();
        server.refuseNobody();
        allIsMailed();
        assertThat(server.taken(id)).hasSize(2);
    }

    @Test
    void relaying_that_is_denied_is_no_fault_of_the_recipient() {
        server.refuseRecipient(POOLE, "554 5.7.1");
        String id =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        refusedOnce();
        server.refuseNobody();
        allIsMailed();
        assertThat(server.taken(id)).hasSize(1);
    }

    @Test
    void what_a_server_says_of_one_recipient_or_mail_is_told_from_what_concerns_all() {
        BiConsumer<String, String> recipient = server::refuseRecipient;
        BiConsumer<String, String> data = server::refuseDataFor;
        BiConsumer<String, String> mail = server::refuseMailsTo;
        assertThat(List.of("550", "550 5.1.1", "552 5.2.2"))
                .allSatisfy(
                        reply -> assertThat(judged(recipient, reply)).isEqualTo(refused(reply)));
        assertThat(List.of("554", "552 5.3.4"))
                .allSatisfy(reply -> assertThat(judged(mail, reply)).isEqualTo(refused(reply)));
        assertThat(List.of("450", "452 4.2.2"))
                .allSatisfy(reply -> {
                    assertThat(judged(recipient, reply)).isEqualTo(postponed(reply));
                    assertThat(judged(data, reply)).isEqualTo(postponed(reply));
                    assertThat(judged(mail, reply)).isEqualTo(postponed(reply));
                });
        assertThat(List.of("421", "451 4.3.0", "454", "451 4.7.1", "530", "535", "554 5.7.1"))
                .allSatisfy(reply -> {
                    assertThat(judged(recipient, reply)).isEqualTo(away(reply));
                    assertThat(judged(mail, reply)).isEqualTo(away(reply));
                });
        assertThat(judged(data, "554")).isEqualTo(away("554"));
    }

    @Test
    void whoever_is_refused_for_good_holds_up_nobody() {
        server.refuseRecipient("gone@oldham.example", "550");
        server.refuseMailsTo(POOLE, "554");
        String first = requested("Oldham", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        String second =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        String third = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        allIsMailed();
        assertThat(server.taken(first))
                .extracting(Mail::recipient)
                .containsExactly("manager@oldham.example");
        assertThat(server.taken(second)).isEmpty();
        assertThat(server.taken(third)).hasSize(2);
    }

    @Test
    void whoever_is_refused_for_now_is_tried_again() {
        server.refuseRecipient(POOLE, "450");
        String id =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        refusedOnce();
        assertThat(server.taken(id)).isEmpty();
        server.refuseNobody();
        allIsMailed();
        assertThat(server.taken(id)).hasSize(1);
    }

    @Test
    void a_mailbox_that_is_refused_for_now_is_waited_for_once_and_not_for_each_of_its_mails() {
        reminderMail.stop(new ShutdownEvent());
        server.refuseRecipient(POOLE, "450");
        String first =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        String second =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        String others = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        var postponed = new CopyOnWriteArrayList<String>();
        try (MailWorker worker = worker(noting(postponed), new Impatient(config))) {
            worker.start();
            allIsMailed();
        } finally {
            reminderMail.start(new StartupEvent());
        }
        assertThat(server.taken(first)).isEmpty();
        assertThat(server.taken(second)).isEmpty();
        assertThat(server.taken(others)).hasSize(2);
        assertThat(postponed).containsOnlyOnce(second).filteredOn(first::equals).hasSize(2);
    }

    @Test
    void a_mailbox_that_took_or_refused_a_mail_since_is_waited_for_anew() {
        reminderMail.stop(new ShutdownEvent());
        var postponed = new CopyOnWriteArrayList<String>();
        try (MailWorker worker = worker(noting(postponed), new Impatient(config))) {
            worker.start();
            waitedFor(postponed);
            server.refuseNobody();
            requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
            allIsMailed();
            waitedFor(postponed);
            server.refuseRecipient(POOLE, "550");
            requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
            allIsMailed();
            waitedFor(postponed);
        } finally {
            reminderMail.start(new StartupEvent());
        }
    }

    @Test
    void a_crash_after_sending_repeats_that_mail_under_the_same_id_and_no_other() {
        reminderMail.stop(new ShutdownEvent());
        String id = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        Map<String, Boolean> crashed = new ConcurrentHashMap<>();
        Post real = post();
        Post crashing =
                (recipient, letter) -> {
                    Answer answer = real.hand(recipient, letter);
                    if (recipient.startsWith("chair@") && crashed.put(recipient, true) == null) {
                        throw new IllegalStateException("between sending and commit");
                    }
                    return answer;
                };
        try (MailWorker worker = worker(crashing)) {
            worker.start();
            allIsMailed();
        } finally {
            reminderMail.start(new StartupEvent());
        }
        assertThat(server.taken(id))
                .extracting(Mail::recipient)
                .containsExactly(
                        "manager@sefton.example", "chair@sefton.example", "chair@sefton.example");
        assertThat(server.taken(id))
                .extracting(Mail::id)
                .containsOnly(server.taken(id).getFirst().id());
        assertThat(server.taken(id).getFirst().id()).endsWith("@inspection.example>");
    }

    @Test
    void an_instance_that_hangs_loses_its_turn_and_moves_nothing_when_it_wakes() throws Exception {
        reminderMail.stop(new ShutdownEvent());
        String first =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        var hangs = new CountDownLatch(1);
        var wakes = new CountDownLatch(1);
        Post real = post();
        Post hanging =
                (recipient, letter) -> {
                    hangs.countDown();
                    wakes.await();
                    return real.hand(recipient, letter);
                };
        String second;
        try (MailWorker sleeper = worker(hanging, config, Duration.ZERO);
                MailWorker other = worker(post())) {
            sleeper.start();
            hangs.await();
            other.start();
            eventually().until(() -> server.taken(first).size() == 1);
            second = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
            eventually().until(() -> server.taken(second).size() == 2);
            wakes.countDown();
            eventually().until(() -> server.taken(first).size() == 2);
            allIsMailed();
        } finally {
            wakes.countDown();
            reminderMail.start(new StartupEvent());
        }
        allIsMailed();
        assertThat(server.taken(second)).hasSize(2);
        assertThat(server.taken(first)).hasSize(2);
        assertThat(server.taken(first))
                .extracting(Mail::id)
                .containsOnly(server.taken(first).getFirst().id());
    }

    @Test
    void after_a_restart_it_goes_on_where_it_stopped() {
        String before = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        allIsMailed();
        reminderMail.stop(new ShutdownEvent());
        String meanwhile;
        try {
            meanwhile = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        } finally {
            reminderMail.start(new StartupEvent());
        }
        allIsMailed();
        assertThat(server.taken(before)).hasSize(2);
        assertThat(server.taken(meanwhile)).hasSize(2);
        assertThat(server.taken(before).getFirst().id())
                .isNotEqualTo(server.taken(meanwhile).getFirst().id());
    }

    @Test
    void where_mail_is_configured_for_the_first_time_history_is_not_mailed() throws SQLException {
        reminderMail.stop(new ShutdownEvent());
        String history;
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            history = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
            statement.execute("drop schema reminder cascade");
        } finally {
            reminderMail.start(new StartupEvent());
        }
        String news = requested("Sefton", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        eventually().untilAsserted(() -> assertThat(server.taken(news)).hasSize(2));
        assertThat(server.taken(history)).isEmpty();
    }

    // ---- the words of these tests

    /** No longer than it takes, but longer than a busy machine does. */
    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static boolean ready() {
        return given().get("/q/health/ready").statusCode() == 200;
    }

    private void refusedOnce() {
        eventually().until(() -> server.refusals() > 0);
    }

    private Answer judged(BiConsumer<String, String> refuse, String reply) {
        server.refuseNobody();
        refuse.accept(POOLE, reply);
        // The client may miss the greeting, as SmtpPost says.
        Post hasty = new SmtpPost(mailer, Duration.ofMillis(500));
        return eventually()
                .pollDelay(Duration.ZERO)
                .until(
                        () -> hasty.hand(POOLE, LETTER),
                        answer -> !answer.equals(new Answer.Away("TimeoutException: null")));
    }

    private static Answer refused(String reply) {
        return new Answer.Refused("the server answers " + reply);
    }

    private static Answer postponed(String reply) {
        return new Answer.Postponed("the server answers " + reply);
    }

    private static Answer away(String reply) {
        return new Answer.Away("the server answers " + reply);
    }

    private void waitedFor(List<String> postponed) {
        server.refuseRecipient(POOLE, "450");
        String id =
                requested("Bournemouth and Poole", approaching(Deadline.PLAN, 1, Sefton.DUE, 3));
        allIsMailed();
        assertThat(postponed).filteredOn(id::equals).hasSize(2);
    }

    /** The server, and the inspections whose mails it postponed. */
    private Post noting(List<String> postponed) {
        Post real = new SmtpPost(mailer, Duration.ofSeconds(2));
        return (recipient, letter) -> {
            Answer answer = real.hand(recipient, letter);
            if (answer instanceof Answer.Postponed) {
                postponed.add(inspection(letter.text()));
            }
            return answer;
        };
    }

    private static DeadlineApproaching approaching(
            Deadline deadline, int number, LocalDate dueOn, int daysLeft) {
        return new DeadlineApproaching(deadline, number, dueOn, daysLeft);
    }

    /** A plan of its own in the service's log, with what happened to it. */
    private String requested(String area, PlanEvent... events) {
        String id = UUID.randomUUID().toString();
        PlanRequested sefton = Sefton.requested();
        var all = new ArrayList<PlanEvent>();
        all.add(
                new PlanRequested(
                        area,
                        sefton.body(),
                        sefton.publishedOn(),
                        sefton.recommendations(),
                        sefton.due(),
                        sefton.overseer(),
                        sefton.reinspection(),
                        sefton.kind(),
                        sefton.framework(),
                        sefton.scores()));
        all.addAll(List.of(events));
        List<NewEvent> written =
                all.stream()
                        .map(event ->
                                new NewEvent(
                                        Plans.TOPIC,
                                        Codec.typeOf(event),
                                        Codec.versionOf(event),
                                        Codec.encode(event)))
                        .toList();
        var outcome =
                log.submit(
                                new Command<>(
                                        id,
                                        id,
                                        new byte[] {1},
                                        "test",
                                        null,
                                        id,
                                        Instant.parse("2009-07-19T09:00:00Z"),
                                        (_, _) -> new Decision.Accept(written, new byte[0])))
                        .join();
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        return id;
    }

    private void allIsMailed() {
        eventually().until(() -> position() == eventStore.log().position());
    }

    private long position() {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select position from reminder.cursor")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String inspection(String text) {
        String line =
                text.lines().filter(l -> l.startsWith("Inspection:")).findFirst().orElseThrow();
        return line.substring("Inspection:".length()).strip();
    }

    private Post post() {
        return new SmtpPost(mailer, ANSWER_WITHIN);
    }

    private MailWorker worker(Post post) {
        return worker(post, config);
    }

    private MailWorker worker(Post post, ReminderMailConfig with) {
        return worker(post, with, ANSWER_WITHIN);
    }

    private MailWorker worker(Post post, ReminderMailConfig with, Duration answerWithin) {
        return new MailWorker(
                eventStore, dataSource, with, "inspection.example", post, answerWithin, clock);
    }

    /** Over before the second attempt. */
    private record Impatient(ReminderMailConfig config) implements ReminderMailConfig {
        @Override
        public Map<String, List<String>> recipients() {
            return config.recipients();
        }

        @Override
        public Optional<List<String>> inspectorate() {
            return config.inspectorate();
        }

        @Override
        public Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    /** Decides nothing, so needs to know nothing. */
    private static final class Counting implements Model<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long evolve(Long state, StoredEvent event) {
            return state + 1;
        }
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
