package dev.dewberry.gateway.session;

import dev.dewberry.protocol.UserId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Where it is written down which users have a socket here. Calls for one user come one after the other, and
/// take effect in that order.
public interface Routes {

    /// @return done when the route is in effect
    CompletionStage<?> put(UserId user, Presence presence);

    CompletionStage<?> remove(UserId user);

    /// Tells presence-service. What cannot be told is left out.
    void report(UserId user, Presence presence, @Nullable String text);
}
