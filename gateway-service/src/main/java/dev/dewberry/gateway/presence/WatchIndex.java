package dev.dewberry.gateway.presence;

import dev.dewberry.gateway.delivery.Watchers;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who watches whom. A session watches up to 500 users: past that those it named first are forgotten, and an
/// empty list forgets all. Thread-safe; changes for one session come from its event loop.
public final class WatchIndex implements Watchers {

    private final Map<Session, Set<UserId>> watched = new ConcurrentHashMap<>();
    private final Map<UserId, Set<Session>> watchers = new ConcurrentHashMap<>();

    @Override
    public Collection<Session> of(UserId user) {
        return watchers.getOrDefault(user, Set.of());
    }

    public void watch(Session session, List<UserId> users) {
        if (users.isEmpty()) {
            forget(session);
            return;
        }
        Set<UserId> mine = watched.computeIfAbsent(session, s -> new LinkedHashSet<>());
        for (UserId user : users) {
            // Named again it is the newest again.
            mine.remove(user);
            mine.add(user);
            watchers.compute(user, (u, sessions) -> with(sessions, session));
        }
        Iterator<UserId> oldest = mine.iterator();
        while (mine.size() > Limits.WATCHED_USERS) {
            UserId user = oldest.next();
            oldest.remove();
            unwatch(session, user);
        }
    }

    public void forget(Session session) {
        Set<UserId> mine = watched.remove(session);
        if (mine != null) {
            mine.forEach(user -> unwatch(session, user));
        }
    }

    /// Within `compute`, so that a set that was just emptied, and dropped, is not added to.
    private static Set<Session> with(@Nullable Set<Session> sessions, Session session) {
        Set<Session> all = sessions == null ? ConcurrentHashMap.newKeySet() : sessions;
        all.add(session);
        return all;
    }

    private void unwatch(Session session, UserId user) {
        watchers.computeIfPresent(user, (u, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }
}
