package dev.dewberry.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where MariaDB is, and the two accounts on it. What has no default here has one in each service's
/// `application.yaml`.
///
/// @param host one, or several by commas (`a,b:3307`) that hold the same: the first of them that can be written to is
/// used
/// @param port of those that name none
/// @param username an account that may only read and write rows
/// @param ownerUsername runs the migrations; without one, somebody else has run them
/// @param maxConnections of the pool
/// @param threads that serve the connections
/// @param timeout of one piece of work, the wait for a connection included
/// @param tls how the way there is protected
@Validated
@ConfigurationProperties("dewberry.database")
public record DatabaseProperties(
        @DefaultValue("127.0.0.1") @NotBlank String host,
        @DefaultValue("3306") @Min(1) @Max(65535) int port,
        @NotBlank String name,
        @NotBlank String username,
        @DefaultValue("") String password,
        @Nullable String ownerUsername,
        @DefaultValue("") String ownerPassword,
        @DefaultValue("4") @Min(1) @Max(64) int maxConnections,
        @DefaultValue("1") @Min(1) @Max(8) int threads,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue Tls tls) {

    /// @param enabled nothing is sent without, not even to a server that has no TLS
    /// @param authority a file in PEM form by which the servers' certificates are signed; without
    ///     one, those that the JVM trusts
    /// @param verify that the certificate is signed so, and is that of the host; without, whoever
    ///     stands between may be the server
    public record Tls(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("") String authority,
            @DefaultValue("true") boolean verify) {

        public static final Tls NONE = new Tls(false, "", true);
    }

    @ConstructorBinding
    public DatabaseProperties {}

    /// Without TLS.
    public DatabaseProperties(
            String host,
            int port,
            String name,
            String username,
            String password,
            @Nullable String ownerUsername,
            String ownerPassword,
            int maxConnections,
            int threads,
            Duration timeout) {
        this(
                host,
                port,
                name,
                username,
                password,
                ownerUsername,
                ownerPassword,
                maxConnections,
                threads,
                timeout,
                Tls.NONE);
    }

    /// @param host a name or an address
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /// In the order in which they are used. The same order for all services.
    public List<Server> servers() {
        return Arrays.stream(host.split(",", -1))
                .map(String::strip)
                .map(this::server)
                .toList();
    }

    private Server server(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0 || text.indexOf(':') < colon
                ? new Server(text, port)
                : new Server(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /// The account that owns the tables, where one is given.
    public @Nullable String owner() {
        return ownerUsername == null || ownerUsername.isBlank() ? null : ownerUsername;
    }

    /// Without the passwords.
    @Override
    public String toString() {
        return "DatabaseProperties[" + username + "@" + host + ":" + port + "/" + name + "]";
    }
}
