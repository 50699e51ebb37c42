package dev.dewberry.bench.client;

/// What a client does besides sending.
///
/// @param marks sends `delivered` for each event and `read` for every second one
/// @param typingPercent of the sends are preceded by `typing`
/// @param watched how many other users it watches
/// @param syncAlways syncs after every `welcome`, not only after a reconnect
public record Manners(boolean marks, int typingPercent, int watched, boolean syncAlways) {
    /// Senders and receivers that do nothing else.
    public static final Manners BARE = new Manners(false, 0, 0, false);
}
