package dev.dewberry.gateway.session;

import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which sessions each user has here, and with it the users' routes and presence. Thread-safe.
///
/// A user's sessions are an array that is never changed, only replaced, within `compute` of the map: so the
/// order of changes to it is the order of the writes to the route, without another lock.
public final class Registry {

    private static final Session[] NONE = {};

    private final Routes routes;
    private final int maxPerDevice;
    private final ConcurrentHashMap<Long, Session[]> byUser = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Session> byConnection = new ConcurrentHashMap<>();
    /// What users say about themselves, for as long as they have a session here; changed within
    /// `compute` of the map above.
    private final ConcurrentHashMap<Long, String> texts = new ConcurrentHashMap<>();
    private final AtomicLong orders = new AtomicLong();

    public Registry(Routes routes, int maxPerDevice) {
        this.routes = routes;
        this.maxPerDevice = maxPerDevice;
    }

    public Session[] sessionsOf(long user) {
        return byUser.getOrDefault(user, NONE);
    }

    public @Nullable Session byConnection(long connection) {
        return byConnection.get(connection);
    }

    public int users() {
        return byUser.size();
    }

    public void forEach(Consumer<Session> action) {
        byConnection.values().forEach(action);
    }

    /// Those who are here now, welcomed or about to be.
    public List<Session> sessions() {
        return List.copyOf(byConnection.values());
    }

    long nextOrder() {
        return orders.incrementAndGet();
    }

    /// A number that every session welcomed so far has reached, and none that is welcomed later.
    public long lastOrder() {
        return orders.get();
    }

    /// @return done when events for the user find their way to this gateway
    CompletionStage<?> add(Session session) {
        CompletableFuture<CompletionStage<?>> routed = new CompletableFuture<>();
        byConnection.put(session.connection(), session);
        byUser.compute(session.user().value(), (user, before) -> {
            Session[] now = append(before, session);
            routed.complete(routes.put(session.user(), presenceOf(now)));
            if (before == null || presenceOf(before) != presenceOf(now)) {
                routes.report(session.user(), presenceOf(now), texts.get(user));
            }
            closeSurplus(now, session.identity().device());
            return now;
        });
        return routed.thenCompose(route -> route);
    }

    void remove(Session session) {
        if (byConnection.remove(session.connection()) == null) {
            return;
        }
        byUser.computeIfPresent(session.user().value(), (user, before) -> {
            Session[] now = without(before, session);
            if (now == null) {
                texts.remove(user);
                ignore(routes.remove(session.user()));
                routes.report(session.user(), Presence.OFFLINE, null);
            } else {
                changed(session.user(), presenceOf(before), presenceOf(now), false);
            }
            return now;
        });
    }

    /// A client says how present he is.
    ///
    /// @param text what he says about himself; `null` takes back what he said before
    public void setPresence(Session session, Presence presence, @Nullable String text) {
        byUser.computeIfPresent(session.user().value(), (user, sessions) -> {
            Presence before = presenceOf(sessions);
            session.presence(presence);
            String said = text == null ? texts.remove(user) : texts.put(user, text);
            changed(session.user(), before, presenceOf(sessions), !Objects.equals(said, text));
            return sessions;
        });
    }

    /// Writes every route again: they, or the lease that gives them meaning, were lost.
    public CompletionStage<?> rewriteRoutes() {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (Long user : byUser.keySet()) {
            byUser.computeIfPresent(user, (key, sessions) -> {
                writes.add(routes.put(new UserId(key), presenceOf(sessions)).toCompletableFuture());
                return sessions;
            });
        }
        return CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0]));
    }

    private void changed(UserId user, Presence before, Presence now, boolean saysOtherwise) {
        if (before != now) {
            ignore(routes.put(user, now));
        }
        if (before != now || saysOtherwise) {
            routes.report(user, now, texts.get(user.value()));
        }
    }

    private void closeSurplus(Session[] sessions, String device) {
        Session[] ofDevice = Arrays.stream(sessions)
                .filter(session -> session.identity().device().equals(device))
                .sorted(Comparator.comparingLong(Session::connection))
                .toArray(Session[]::new);
        for (int i = 0; i < ofDevice.length - maxPerDevice; i++) {
            Session oldest = ofDevice[i];
            oldest.socket().loop().execute(() -> oldest.socket().close(CloseCode.TOO_MANY_SOCKETS));
        }
    }

    private static Presence presenceOf(Session[] sessions) {
        for (Session session : sessions) {
            if (session.presence() == Presence.ONLINE) {
                return Presence.ONLINE;
            }
        }
        return Presence.AWAY;
    }

    private static Session[] append(Session @Nullable [] before, Session session) {
        if (before == null) {
            return new Session[] {session};
        }
        Session[] now = Arrays.copyOf(before, before.length + 1);
        now[before.length] = session;
        return now;
    }

    private static Session @Nullable [] without(Session[] before, Session session) {
        Session[] now = Arrays.stream(before).filter(other -> other != session).toArray(Session[]::new);
        return now.length == 0 ? null : now;
    }

    private static void ignore(CompletionStage<?> write) {
        // A route that could not be changed is put right when the lease finds Redis again.
        assert write != null;
    }
}
