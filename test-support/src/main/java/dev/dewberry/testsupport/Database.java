package dev.dewberry.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// An empty schema with its two accounts.
///
/// @param username the account a service runs with: SELECT, INSERT, UPDATE, DELETE on this schema
/// @param ownerUsername the account that runs migrations: all privileges on this schema
public record Database(
        String host,
        int port,
        String name,
        String username,
        String password,
        String ownerUsername,
        String ownerPassword) {

    /// The settings `dewberry.database.*` of a service that uses this schema, as `name=value`.
    public List<String> springProperties() {
        return List.of(
                "dewberry.database.host=" + host,
                "dewberry.database.port=" + port,
                "dewberry.database.name=" + name,
                "dewberry.database.username=" + username,
                "dewberry.database.password=" + password,
                "dewberry.database.owner-username=" + ownerUsername,
                "dewberry.database.owner-password=" + ownerPassword);
    }

    public String jdbcUrl() {
        return "jdbc:mariadb://" + host + ":" + port + "/" + name;
    }

    /// A new connection of the account that a service runs with; the caller closes it.
    public Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), username, password);
    }

    /// A new connection of the account that owns the schema; the caller closes it.
    public Connection ownerConnection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), ownerUsername, ownerPassword);
    }

    @Override
    public String toString() {
        return "Database[" + host + ":" + port + "/" + name + "]";
    }
}
