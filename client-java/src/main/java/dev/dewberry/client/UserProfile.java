package dev.dewberry.client;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import org.jspecify.annotations.Nullable;

/// A user as others see him.
public record UserProfile(
        UserId id, String username, @Nullable String displayName) {

    /// What to call him on a screen.
    public String label() {
        return displayName == null || displayName.isBlank() ? username : displayName;
    }

    static UserProfile read(Fields fields) {
        return new UserProfile(fields.user("id"), fields.text("username"), fields.optionalText("displayName"));
    }
}
