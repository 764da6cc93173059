package dev.holdfast.examples;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database that is really slow: each change of each zone's clock that the JDK knows of, from 1950 to 2037, in an
 * embedded H2 without any index. Safe for many threads.
 */
final class ClockChanges implements AutoCloseable {
    private static final int FROM_YEAR = 1950;
    private static final Instant FROM = Instant.parse(FROM_YEAR + "-01-01T00:00:00Z");
    private static final int UNTIL_YEAR = 2037;
    private static final int BATCH = 1000;
    private static final String TABLE =
            "CREATE TABLE clock_change (zone VARCHAR NOT NULL, moment BIGINT NOT NULL, in_year INT NOT NULL)";
    private static final String TOGETHER = """
            SELECT other.zone
            FROM clock_change mine JOIN clock_change other ON other.moment = mine.moment
            WHERE mine.zone = ? AND mine.in_year = ? AND other.zone <> mine.zone
            GROUP BY other.zone ORDER BY other.zone""";
    private static final String QUESTIONS = "SELECT DISTINCT zone FROM clock_change WHERE in_year = ? ORDER BY zone";

    private final String url;

    /** An in-memory H2 lives as long as one connection to it does. */
    private final Connection keeper;

    private final AtomicInteger queries = new AtomicInteger();

    private ClockChanges(String url, Connection keeper) {
        this.url = url;
        this.keeper = keeper;
    }

    /** Makes the database and fills it. */
    static ClockChanges load(String name, Screen screen) {
        String url = "jdbc:h2:mem:" + name;
        try {
            ClockChanges database = new ClockChanges(url, DriverManager.getConnection(url));
            database.fill(screen);
            return database;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private void fill(Screen screen) throws SQLException {
        TreeSet<String> zones = new TreeSet<>(ZoneId.getAvailableZoneIds());
        Progress progress = screen.progress("filling the database", zones.size());
        int rows = 0;
        int filled = 0;
        try (Statement table = keeper.createStatement()) {
            table.execute(TABLE);
        }
        try (PreparedStatement insert = keeper.prepareStatement("INSERT INTO clock_change VALUES (?, ?, ?)")) {
            for (String zone : zones) {
                int before = rows / BATCH;
                rows += insertAll(zone, insert);
                if (rows / BATCH > before) {
                    insert.executeBatch();
                    progress.at(filled);
                }
                filled++;
            }
            insert.executeBatch();
        }
        progress.finish(Figures.count(rows) + " clock changes of " + zones.size() + " zones, " + FROM_YEAR + " to "
                + UNTIL_YEAR);
    }

    private static int insertAll(String zone, PreparedStatement insert) throws SQLException {
        int rows = 0;
        ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(FROM);
        while (change != null && change.getDateTimeBefore().getYear() <= UNTIL_YEAR) {
            insert.setString(1, zone);
            insert.setLong(2, change.toEpochSecond());
            insert.setInt(3, change.getDateTimeBefore().getYear());
            insert.addBatch();
            rows++;
            change = ZoneId.of(zone).getRules().nextTransition(change.getInstant());
        }
        return rows;
    }

    /** Every question about that year that is worth asking. */
    List<Question> questions(int year) {
        try (PreparedStatement select = keeper.prepareStatement(QUESTIONS)) {
            select.setInt(1, year);
            List<Question> questions = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    questions.add(new Question(rows.getString(1), year));
                }
            }
            return questions;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** Asks the database: milliseconds of work. */
    Companions together(Question question) {
        queries.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement select = connection.prepareStatement(TOGETHER)) {
            select.setString(1, question.zone());
            select.setInt(2, question.year());
            List<String> zones = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    zones.add(rows.getString(1));
                }
            }
            return new Companions(question, List.copyOf(zones));
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** How often it was asked so far. */
    int queries() {
        return queries.get();
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(SQLException e) {
        return new IllegalStateException("the demo's own database failed", e);
    }
}
