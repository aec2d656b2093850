package uk.inspection.reporting;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** What the service under test asks of the tables that many read at once, word for word. */
@ApplicationScoped
@PersistenceUnitExtension
public class Statements implements StatementInspector {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Override
    public String inspect(String sql) {
        if (sql.contains("published_result") || sql.contains("inspection_change")) {
            seen.add(sql);
        }
        return sql;
    }

    void forget() {
        seen.clear();
    }

    List<String> seen(String table) {
        return seen.stream().filter(sql -> sql.contains(table)).toList();
    }
}
