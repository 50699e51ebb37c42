package dev.dewberry.chat;

import dev.dewberry.client.DewberryException;
import dev.dewberry.client.RestApi;
import dev.dewberry.client.UserProfile;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Names for ids. Thread-safe; may block for a moment when a user is met for the first time.
final class People {

    private static final long PATIENCE_SECONDS = 3;

    private final RestApi rest;
    private final Map<UserId, UserProfile> known = new ConcurrentHashMap<>();

    People(RestApi rest) {
        this.rest = rest;
    }

    void met(UserProfile profile) {
        known.put(profile.id(), profile);
    }

    String label(@Nullable UserId user) {
        if (user == null) {
            return "system";
        }
        UserProfile profile = known.get(user);
        if (profile == null) {
            profile = asked(user);
        }
        return profile == null ? "user " + user : profile.label();
    }

    /// The user with just this username.
    Optional<UserProfile> named(String username) {
        try {
            return rest.findUsers(username).get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(profile -> profile.username().equalsIgnoreCase(username))
                    .findFirst();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// What a conversation is called.
    String title(ConversationId id, @Nullable String name, UserId me) {
        if (!id.isDirect()) {
            return name == null ? id.toString() : name;
        }
        return id.directUsers().stream()
                .filter(user -> !user.equals(me))
                .findFirst()
                .map(this::label)
                .orElse("notes to yourself");
    }

    private @Nullable UserProfile asked(UserId user) {
        try {
            UserProfile profile = rest.user(user).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            known.put(user, profile);
            return profile;
        } catch (ExecutionException e) {
            // A number is shown instead of a name, this time; only a bug is worth more.
            if (e.getCause() instanceof DewberryException) {
                return null;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
