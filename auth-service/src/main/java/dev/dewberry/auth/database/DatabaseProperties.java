package dev.dewberry.auth.database;

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
/// @param ownerUsername runs the migrations; `null`: somebody else has run them
/// @param timeout how long a query, waiting for a connection included, may take before its caller is told `busy`
@Validated
@ConfigurationProperties("dewberry.database")
public record DatabaseProperties(
        @DefaultValue("127.0.0.1") @NotBlank String host,
        @DefaultValue("3306") @Min(1) int port,
        @DefaultValue("dewberry_auth") @NotBlank String name,
        @DefaultValue("dewberry_auth") @NotBlank String username,
        @DefaultValue("") String password,
        @Nullable String ownerUsername,
        @DefaultValue("") String ownerPassword,
        @DefaultValue("8") @Min(1) int maxConnections,
        @DefaultValue("5s") Duration timeout) {

    /// Without the passwords.
    @Override
    public String toString() {
        return "DatabaseProperties[" + username + "@" + host + ":" + port + "/" + name + "]";
    }
}
