package dev.dewberry.testsupport;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// A MariaDB server for tests. Get the shared one as a parameter through [Servers], or an own one with [LocalMariaDb].
public sealed interface MariaDb extends Server permits LocalMariaDb, ContainerMariaDb {

    /// A new connection of the server's administrator; the caller closes it.
    Connection rootConnection() throws SQLException;

    /// Creates an empty schema, with an account that may only read and write rows and one that owns the schema, as
    /// the services use them. Schemas are never removed: the server and its data end with the JVM.
    ///
    /// @param prefix start of the schema's name, so that a failed test can be looked into
    default Database createDatabase(String prefix) {
        String name = prefix + "_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String owner = name + "_owner";
        Database database = new Database(
                host(),
                port(),
                name,
                name,
                UUID.randomUUID().toString(),
                owner,
                UUID.randomUUID().toString());
        try (Connection connection = rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
            createAccount(statement, name, database.password(), "SELECT, INSERT, UPDATE, DELETE", name);
            createAccount(statement, owner, database.ownerPassword(), "ALL PRIVILEGES", name);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the test schema " + name, e);
        }
        return database;
    }

    private static void createAccount(
            Statement statement, String user, String password, String privileges, String schema) throws SQLException {
        // '%', because a container sees its clients under the address of the engine's bridge.
        statement.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + password + "'");
        // An underscore is a wildcard in a grant's schema name.
        statement.execute("GRANT " + privileges + " ON `" + schema.replace("_", "\\_") + "`.* TO '" + user + "'@'%'");
    }
}
