package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.session.Session;
import dev.dewberry.protocol.UserId;
import java.util.Collection;

/// Who wants to know how present a user is. Thread-safe.
public interface Watchers {

    Collection<Session> of(UserId user);
}
