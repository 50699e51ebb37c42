package dev.dewberry.client;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the server forgets with each connection: whom the user watches, and what he says of himself. Loop-confined.
final class OwnPresence {

    private final Connector connector;
    private final Queries queries;
    private final Consumer<ServerFrame.Presence> seen;
    private List<UserId> watched = List.of();
    private ClientFrame.@Nullable Status status;

    /// @param seen gets what a repeated `watch` is answered with
    OwnPresence(Connector connector, Queries queries, Consumer<ServerFrame.Presence> seen) {
        this.connector = connector;
        this.queries = queries;
        this.seen = seen;
    }

    void watch(List<UserId> users, CompletableFuture<ServerFrame.Presence> result) {
        watched = users;
        queries.ask(id -> new ClientFrame.Watch(id, users), ServerFrame.Presence.class::cast, result);
    }

    void status(ClientFrame.Status told) {
        status = told;
        connector.send(told);
    }

    void onOnline() {
        ClientFrame.Status told = status;
        if (told != null) {
            connector.send(told);
        }
        List<UserId> users = watched;
        if (!users.isEmpty()) {
            CompletableFuture<ServerFrame.Presence> result = new CompletableFuture<>();
            Futures.onEnd(result, seen, failure -> {});
            queries.ask(id -> new ClientFrame.Watch(id, users), ServerFrame.Presence.class::cast, result);
        }
    }
}
