package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Statements of the administrator.
final class Sql {

    private Sql() {}

    static void run(LocalMariaDb server, String... statements) {
        run(server, List.of(statements));
    }

    static void run(LocalMariaDb server, List<String> statements) {
        try (Connection root = server.rootConnection();
                Statement statement = root.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
