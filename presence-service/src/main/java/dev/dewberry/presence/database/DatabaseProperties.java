package dev.dewberry.presence.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where MariaDB is, and the two accounts on it.
///
/// @param username may only read and write rows
/// @param ownerUsername runs the migrations; absent where somebody else has run them
/// @param maxConnections of the pool; the writer needs one, queries the rest
/// @param timeout of a statement, waiting for a connection included
@Validated
@ConfigurationProperties("dewberry.database")
public record DatabaseProperties(
        @DefaultValue("127.0.0.1") @NotBlank String host,
        @DefaultValue("3306") @Min(1) @Max(65535) int port,
        @DefaultValue("dewberry_presence") @NotBlank String name,
        @DefaultValue("dewberry_presence") @NotBlank String username,
        @DefaultValue("") String password,
        @Nullable String ownerUsername,
        @DefaultValue("") String ownerPassword,
        @DefaultValue("4") @Min(1) int maxConnections,
        @DefaultValue("3s") Duration timeout) {

    /// Without the passwords.
    @Override
    public String toString() {
        return "DatabaseProperties[" + username + "@" + host + ":" + port + "/" + name + "]";
    }
}
