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
    /// After an answer that did not come, names are numbers for a while: a long list must not wait for each of them.
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final RestApi rest;
    private final Map<UserId, UserProfile> known = new ConcurrentHashMap<>();
    private volatile @Nullable Long failedAt;

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
    ///
    /// @throws DewberryException where the server does not say
    Optional<UserProfile> named(String username) {
        try {
            return rest.findUsers(username).get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(profile -> profile.username().equalsIgnoreCase(username))
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DewberryException ours) {
                throw ours;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new DewberryException(DewberryException.UNREACHABLE, "no answer from the server");
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
        Long failed = failedAt;
        if (failed != null && System.nanoTime() - failed < QUIET_NANOS) {
            return null;
        }
        try {
            UserProfile profile = rest.user(user).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            known.put(user, profile);
            return profile;
        } catch (ExecutionException e) {
            // A number is shown instead of a name, this time; only a bug is worth more.
            if (e.getCause() instanceof DewberryException reason) {
                failedAt = reason.code().equals("not_found") ? failedAt : Long.valueOf(System.nanoTime());
                return null;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            failedAt = System.nanoTime();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
