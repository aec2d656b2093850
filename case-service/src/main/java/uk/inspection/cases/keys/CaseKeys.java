package uk.inspection.cases.keys;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.postgres.Failures;

/**
 * The keys of cases in their own database: wrapped, one for each case that ever had a note, and
 * none any more for a case that was erased.
 *
 * <p>Why one key comes of it when two instances make the first of a case at once: the row's primary
 * key is inspection and case, and who inserts second waits for the first's commit and then inserts
 * nothing; both read afterwards, in a statement of its own, what is committed by then, and use that
 * and not what they made. An insertion is durable before it returns, so no command is queued whose
 * note a lost key has sealed. A destroyed key's row stays, and so nothing is inserted for it again.
 *
 * <p>No key is held in memory longer than the request that seals or opens with it: each asks here,
 * so that an erasure by another instance counts from the moment it is committed.
 */
@ApplicationScoped
public class CaseKeys {
    static final int KEY_BYTES = 32;

    private static final Logger LOG = Logger.getLogger(CaseKeys.class);
    private static final String SCHEMA = "keys";
    private static final String ABSENT =
            "case-service needs the master key of its notes' keys: set case-keys.master-key-file"
                    + " (CASE_KEYS_MASTER_KEY_FILE) or case-keys.master-keys, one of the two.";
    private static final int WRAPPED_ANEW_MAX = 500;

    private final javax.sql.DataSource dataSource;
    private final MasterKeys masters;
    private final SecureRandom random = new SecureRandom();

    @Inject
    CaseKeys(@DataSource("keys") AgroalDataSource dataSource, CaseKeysConfig config) {
        this(dataSource, masters(config));
    }

    CaseKeys(javax.sql.DataSource dataSource, MasterKeys masters) {
        this.dataSource = dataSource;
        this.masters = masters;
    }

    /** What is there for a case. */
    public sealed interface Found {
        /** Its key. */
        @SuppressWarnings("ArrayRecordComponent")
        record Key(byte[] bytes) implements Found {
            /** Seals a note that an event of this type brings. */
            public String seal(String inspection, String caseId, String type, String text) {
                return NoteSeal.seal(bytes, new NoteSeal.Place(inspection, caseId, type), text);
            }

            /** The note; empty when it is damaged, or another place's. */
            public Optional<String> open(
                    String inspection, String caseId, String type, String sealed) {
                return NoteSeal.open(bytes, new NoteSeal.Place(inspection, caseId, type), sealed);
            }

            /** Forgets it. */
            public void forget() {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        /** It was destroyed. */
        record Erased(Instant at) implements Found {}
    }

    /** An erasure to apply: {@code event} names it among all events. */
    record Erasure(String inspection, String caseId, Instant at, String event) {}

    /** Up to where erasures were applied; no hash at the beginning. */
    @SuppressWarnings("ArrayRecordComponent")
    record Applied(long position, byte @Nullable [] hash) {}

    /**
     * Makes the tables, makes sure that the master keys are the right ones, and wraps anew what an
     * older one has wrapped. Safe to repeat, and beside other instances.
     *
     * @throws IllegalStateException with a sentence when a master key is wrong or missing
     */
    void prepare() {
        run(Connection::getAutoCommit); // says in a word when nobody is there
        Flyway.configure(CaseKeys.class.getClassLoader())
                .dataSource(dataSource)
                .schemas(SCHEMA)
                .locations("classpath:db/keys")
                .load()
                .migrate();
        run(connection -> {
            masters.ids().forEach(master -> require(connection, master));
            requireNoOther(connection);
            return true;
        });
        wrapAnew();
    }

    /** What is there for cases of an inspection; nothing for a case that never had a note. */
    public Map<String, Found> find(String inspection, Collection<String> caseIds) {
        return run(connection -> {
            var found = new HashMap<String, Found>();
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "select case_id, master, wrapped, erased_at from keys.case_key"
                                    + " where inspection = ? and case_id = any (?)")) {
                select.setString(1, inspection);
                select.setArray(2, array(connection, caseIds));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        String caseId = rows.getString(1);
                        found.put(caseId, found(rows, 2, inspection, caseId));
                    }
                }
            }
            return found;
        });
    }

    /**
     * The same of one case, to open notes with.
     *
     * @param from the erasures up to this position must be applied in what answers
     * @throws Log.Unavailable when they are not: an older copy of the keys was put back
     */
    Optional<Found> findToOpen(String inspection, String caseId, long from) {
        return run(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "select position, k.case_id, master, wrapped, erased_at"
                                    + " from keys.erasures_applied left join keys.case_key k"
                                    + " on inspection = ? and case_id = ? where shard = 0")) {
                select.setString(1, inspection);
                select.setString(2, caseId);
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next() || rows.getLong(1) < from) {
                        throw new Log.Unavailable(
                                "Erasures are being applied to the keys of notes; try again.");
                    }
                    return rows.getString(2) == null
                            ? Optional.<Found>empty()
                            : Optional.of(found(rows, 3, inspection, caseId));
                }
            }
        });
    }

    /** Makes keys for cases that have none and were not erased; durable when it returns. */
    public void make(String inspection, Collection<String> caseIds) {
        run(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "insert into keys.case_key (inspection, case_id, master, wrapped)"
                                    + " values (?, ?, ?, ?) on conflict do nothing")) {
                // In one order, so that two who make the same wait and do not deadlock.
                for (String caseId : caseIds.stream().sorted().toList()) {
                    byte[] key = new byte[KEY_BYTES];
                    random.nextBytes(key);
                    insert.setString(1, inspection);
                    insert.setString(2, caseId);
                    insert.setString(3, masters.newest());
                    insert.setBytes(4, masters.wrap(key, inspection, caseId));
                    insert.addBatch();
                    Arrays.fill(key, (byte) 0);
                }
                connection.setAutoCommit(false);
                insert.executeBatch();
                connection.commit();
                return true;
            }
        });
    }

    /** Whether the key of a case is destroyed. */
    boolean erased(String inspection, String caseId) {
        return run(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "select 1 from keys.case_key where inspection = ? and case_id = ?"
                                    + " and erased_at is not null")) {
                select.setString(1, inspection);
                select.setString(2, caseId);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    /** Up to where erasures were applied. */
    Applied applied() {
        return run(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet rows =
                            select.executeQuery(
                                    "select position, hash from keys.erasures_applied"
                                            + " where shard = 0")) {
                if (!rows.next()) {
                    throw new IllegalStateException("The keys' place in the log is missing.");
                }
                return new Applied(rows.getLong(1), rows.getBytes(2));
            }
        });
    }

    /** Destroys keys and moves on, both or neither. Other instances may be at the same. */
    void apply(List<Erasure> erasures, Applied to) {
        run(connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement destroy =
                    connection.prepareStatement(
                            "insert into keys.case_key as k (inspection, case_id, erased_at, erased_by)"
                                    + " values (?, ?, ?, ?) on conflict (inspection, case_id)"
                                    + " do update set master = null, wrapped = null,"
                                    + " erased_at = excluded.erased_at,"
                                    + " erased_by = excluded.erased_by"
                                    + " where k.erased_at is null")) {
                for (Erasure erasure : erasures) {
                    destroy.setString(1, erasure.inspection());
                    destroy.setString(2, erasure.caseId());
                    destroy.setTimestamp(3, Timestamp.from(erasure.at()));
                    destroy.setString(4, erasure.event());
                    destroy.executeUpdate();
                }
            }
            try (PreparedStatement move =
                    connection.prepareStatement(
                            "update keys.erasures_applied set position = ?, hash = ?"
                                    + " where shard = 0 and position < ?")) {
                move.setLong(1, to.position());
                move.setBytes(2, to.hash());
                move.setLong(3, to.position());
                move.executeUpdate();
            }
            connection.commit();
            return true;
        });
        if (!erasures.isEmpty()) {
            sweep();
        }
    }

    /** Begins again at the log's beginning, unless somebody has moved it meanwhile. */
    void beginAgain(Applied from) {
        run(connection -> {
            try (PreparedStatement move =
                    connection.prepareStatement(
                            "update keys.erasures_applied set position = 0, hash = null"
                                    + " where shard = 0 and position = ?")) {
                move.setLong(1, from.position());
                return move.executeUpdate();
            }
        });
    }

    /** What was overwritten leaves the table's pages when it can; nothing depends on it. */
    private void sweep() {
        try {
            run(connection -> {
                try (Statement vacuum = connection.createStatement()) {
                    return vacuum.execute("vacuum keys.case_key");
                }
            });
        } catch (RuntimeException later) {
            LOG.debugf("The table of keys was not swept: %s", later.getMessage());
        }
    }

    private void wrapAnew() {
        int wrapped;
        int all = 0;
        do {
            wrapped = run(this::wrapAnew);
            all += wrapped;
        } while (wrapped == WRAPPED_ANEW_MAX);
        if (all > 0) {
            LOG.infof("%d keys of cases were wrapped anew by the master key %s", all, newest());
        }
    }

    /** A page of it; who destroys a key meanwhile waits, and destroys what was wrapped anew. */
    private int wrapAnew(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        int count = 0;
        try (PreparedStatement select =
                        connection.prepareStatement(
                                "select inspection, case_id, master, wrapped from keys.case_key"
                                        + " where wrapped is not null and master <> ?"
                                        + " order by inspection, case_id limit ? for update");
                PreparedStatement update =
                        connection.prepareStatement(
                                "update keys.case_key set master = ?, wrapped = ?"
                                        + " where inspection = ? and case_id = ?")) {
            select.setString(1, newest());
            select.setInt(2, WRAPPED_ANEW_MAX);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String inspection = rows.getString(1);
                    String caseId = rows.getString(2);
                    byte[] key =
                            masters.unwrap(rows.getString(3), rows.getBytes(4), inspection, caseId);
                    update.setString(1, newest());
                    update.setBytes(2, masters.wrap(key, inspection, caseId));
                    update.setString(3, inspection);
                    update.setString(4, caseId);
                    update.addBatch();
                    Arrays.fill(key, (byte) 0);
                    count++;
                }
            }
            update.executeBatch();
        }
        connection.commit();
        return count;
    }

    private String newest() {
        return masters.newest();
    }

    /** The first to bring a master key leaves what proves it; everybody after must match. */
    private void require(Connection connection, String master) {
        try (PreparedStatement insert =
                        connection.prepareStatement(
                                "insert into keys.master_key (id, proof) values (?, ?)"
                                        + " on conflict do nothing");
                PreparedStatement select =
                        connection.prepareStatement(
                                "select proof from keys.master_key where id = ?")) {
            insert.setString(1, master);
            insert.setBytes(2, masters.proof(master));
            insert.executeUpdate();
            select.setString(1, master);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next() || !masters.proves(master, rows.getBytes(1))) {
                    throw new IllegalStateException(
                            "The master key %s is not the one that keys of cases were wrapped with: the right one is needed, or another id for a new one."
                                    .formatted(master));
                }
            }
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private void requireNoOther(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select master, count(*) from keys.case_key where wrapped is not null"
                                + " and not master = any (?) group by master order by master"
                                + " limit 1")) {
            select.setArray(1, array(connection, masters.ids()));
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    throw new IllegalStateException(
                            "The master key %s is missing: %d keys of cases are wrapped with it."
                                    .formatted(rows.getString(1), rows.getLong(2)));
                }
            }
        }
    }

    private Found found(ResultSet rows, int from, String inspection, String caseId)
            throws SQLException {
        byte[] wrapped = rows.getBytes(from + 1);
        if (wrapped == null) {
            return new Found.Erased(rows.getTimestamp(from + 2).toInstant());
        }
        try {
            return new Found.Key(masters.unwrap(rows.getString(from), wrapped, inspection, caseId));
        } catch (MasterKeys.Unusable e) {
            LOG.error(e.getMessage());
            throw new Log.Unavailable("A key of notes cannot be used; an operator has to look.");
        }
    }

    private static Array array(Connection connection, Collection<String> texts)
            throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What the key database cannot do now is no fault of a request. */
    private <T> T run(Work<T> work) {
        try (Connection connection = connection()) {
            try {
                return work.on(connection);
            } catch (SQLException | RuntimeException e) {
                if (!connection.getAutoCommit()) {
                    connection.rollback(); // or giving it back would commit
                }
                throw e;
            }
        } catch (SQLException e) {
            RuntimeException failure = Failures.translate(e);
            throw failure instanceof Log.Unavailable ? away(e) : failure;
        }
    }

    private Connection connection() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw away(e);
        }
    }

    private static Log.Unavailable away(SQLException e) {
        LOG.debugf("The keys of notes are away: %s", e.getMessage());
        return new Log.Unavailable("The keys of notes are away; try again.");
    }

    private static MasterKeys masters(CaseKeysConfig config) {
        if (config.masterKeyFile().isPresent() == config.masterKeys().isPresent()) {
            throw new IllegalStateException(ABSENT);
        }
        if (config.masterKeys().isPresent()) {
            return MasterKeys.parse(config.masterKeys().get(), "case-keys.master-keys");
        }
        var file = config.masterKeyFile().orElseThrow();
        try {
            return MasterKeys.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The master key's file %s cannot be read: %s.".formatted(file, e), e);
        }
    }
}
