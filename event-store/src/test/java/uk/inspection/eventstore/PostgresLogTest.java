package uk.inspection.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

class PostgresLogTest extends EventStoreContract {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());

    @BeforeEach
    void empty() {
        DATABASE.disconnect(); // what the test before this one kept
        DATABASE.clear();
    }

    @Override
    protected Log log() {
        return DATABASE.log();
    }

    @Override
    protected Log sameLog() {
        return DATABASE.log();
    }

    @Override
    protected List<Log.Parked> parked() {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "select * from log.parked order by topic, partition, record_offset");
                ResultSet rows = select.executeQuery()) {
            var parked = new ArrayList<Log.Parked>();
            while (rows.next()) {
                parked.add(
                        new Log.Parked(
                                rows.getString("topic"),
                                rows.getString("topic_id"),
                                rows.getInt("partition"),
                                rows.getLong("record_offset"),
                                rows.getString("stream"),
                                rows.getLong("version"),
                                rows.getString("type"),
                                rows.getString("why"),
                                rows.getObject("since", OffsetDateTime.class).toInstant()));
            }
            return parked;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
