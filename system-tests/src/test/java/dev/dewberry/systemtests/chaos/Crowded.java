package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalMariaDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// MariaDB is out of connections: those of the services are ended, and others take what there is.
final class Crowded implements Fault {

    /// MariaDB takes no lower number.
    private static final int FEWEST = 10;

    private static final int MANY = 200;
    private static final int TIMES = 3;
    private static final String OTHER = "chaos";

    private final LocalMariaDb server;
    private final List<Connection> others = new ArrayList<>();

    Crowded(LocalMariaDb server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "take mariadb's connections";
    }

    /// No connection more than there are now, and one after the other of the services' is ended and its place taken. A
    /// service that is quicker keeps its own, until the next time around.
    @Override
    public void provoke() {
        try (Connection root = server.rootConnection();
                Statement statement = root.createStatement()) {
            statement.execute("CREATE USER IF NOT EXISTS " + OTHER);
            // One of them is this one.
            int now = connections(statement).size() + 1;
            statement.execute("SET GLOBAL max_connections = " + Math.max(FEWEST, now));
            for (int time = 0; time < TIMES; time++) {
                for (long id : connections(statement)) {
                    end(id, statement);
                    takePlaces();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(long id, Statement statement) {
        try {
            statement.execute("KILL " + id);
        } catch (SQLException gone) {
            // By itself.
        }
    }

    private void takePlaces() {
        try {
            while (true) {
                others.add(DriverManager.getConnection(
                        "jdbc:mariadb://" + server.host() + ":" + server.port() + "/?user=" + OTHER));
            }
        } catch (SQLException full) {
            // That is what it is for.
        }
    }

    /// Those of the services, whose accounts are called after their schemas.
    private static List<Long> connections(Statement statement) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT id FROM information_schema.processlist WHERE user LIKE '%\\_%'")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    @Override
    public void heal() {
        for (Connection other : others) {
            try {
                other.close();
            } catch (SQLException alreadyGone) {
                // Just as well.
            }
        }
        Sql.run(server, "SET GLOBAL max_connections = " + MANY);
    }
}
