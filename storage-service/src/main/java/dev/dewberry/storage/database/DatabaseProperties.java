package dev.dewberry.storage.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where the logs are kept.
///
/// @param username an account that may only read and write rows
/// @param ownerUsername the account that runs migrations and makes partitions; without one, neither is done here
/// @param connections for queries; the commit loop has up to two of its own
@Validated
@ConfigurationProperties("dewberry.database")
public record DatabaseProperties(
        @DefaultValue("127.0.0.1") @NotBlank String host,
        @DefaultValue("3306") @Min(1) @Max(65535) int port,
        @DefaultValue("dewberry_storage") @NotBlank String name,
        @DefaultValue("dewberry_storage") @NotBlank String username,
        @DefaultValue("") String password,
        @Nullable String ownerUsername,
        @DefaultValue("") String ownerPassword,
        @DefaultValue("6") @Min(2) @Max(64) int connections) {

    @Override
    public String toString() {
        return "DatabaseProperties[" + username + "@" + host + ":" + port + "/" + name + "]";
    }
}
