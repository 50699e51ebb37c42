package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.LocalMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// MariaDB is out of connections: those of the services are ended, and others take what there is.
final class Crowded implements Fault {

    private static final int FEW = 20;
    private static final int MANY = 200;

    private final LocalMariaDb server;
    private final Database taken;
    private final List<Connection> others = new ArrayList<>();

    /// @param taken whose account the others use
    Crowded(LocalMariaDb server, Database taken) {
        this.server = server;
        this.taken = taken;
    }

    @Override
    public String name() {
        return "take mariadb's connections";
    }

    @Override
    public void provoke() {
        try (Connection root = server.rootConnection();
                Statement statement = root.createStatement()) {
            statement.execute("SET GLOBAL max_connections = " + FEW);
            for (long id : connections(statement)) {
                statement.execute("KILL " + id);
            }
            while (others.size() < FEW) {
                others.add(taken.connection());
            }
        } catch (SQLException full) {
            // Or one ended by itself before it was killed; the services' own connections count as well.
        }
    }

    private static List<Long> connections(Statement statement) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT id FROM information_schema.processlist WHERE user NOT IN ('root', 'system user')")) {
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
