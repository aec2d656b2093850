package uk.inspection.plan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import uk.inspection.plan.PlanServiceStack;

/** The service as it is where nobody has configured SMTP. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class ReminderMailRestsTest {
    @Inject AgroalDataSource dataSource;

    @Test
    void without_a_mail_server_nothing_of_it_runs() throws SQLException {
        assertThat(ReminderMail.hostGiven(ConfigProvider.getConfig())).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("reminder-mail");
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select to_regclass('reminder.cursor')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isNull();
        }
    }
}
