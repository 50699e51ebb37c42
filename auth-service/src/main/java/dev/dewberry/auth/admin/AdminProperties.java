package dev.dewberry.auth.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The first administrator; `DEWBERRY_ADMIN_USERNAME` and `DEWBERRY_ADMIN_PASSWORD` in the environment.
@ConfigurationProperties("dewberry.admin")
public record AdminProperties(
        @Nullable String username, @Nullable String password) {

    /// Without the password.
    @Override
    public String toString() {
        return "AdminProperties[" + username + "]";
    }
}
