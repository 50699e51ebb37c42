package dev.dewberry.client;

import java.time.Duration;

/// The times and sizes of a client. The defaults fit phones and desktops.
///
/// @param attemptTimeout from the first packet to `welcome`, for one address; several addresses fail over within it
/// @param answerTimeout after which a connection that owes an answer is given up; the server promises ten seconds
/// @param queryDeadline for a history or watch to succeed, repetitions and waiting for a connection included
/// @param firstDelay ceiling of the first delay before a reconnection
/// @param longestDelay ceiling of all further ones
/// @param syncEvents newest events of each conversation that a sync brings, 0-100
/// @param reportDelivered whether events are marked as delivered once the listener has had them
/// @param background nobody is looking: presence is `away`, no typing and no presence come
public record ClientSettings(
        Duration attemptTimeout,
        Duration answerTimeout,
        Duration queryDeadline,
        Duration firstDelay,
        Duration longestDelay,
        int syncEvents,
        boolean reportDelivered,
        boolean background) {

    public static final ClientSettings DEFAULT = new ClientSettings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(12),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            20,
            true,
            false);

    public ClientSettings withBackground(boolean background) {
        return new ClientSettings(
                attemptTimeout,
                answerTimeout,
                queryDeadline,
                firstDelay,
                longestDelay,
                syncEvents,
                reportDelivered,
                background);
    }

    public ClientSettings withReportDelivered(boolean reportDelivered) {
        return new ClientSettings(
                attemptTimeout,
                answerTimeout,
                queryDeadline,
                firstDelay,
                longestDelay,
                syncEvents,
                reportDelivered,
                background);
    }

    public ClientSettings withSyncEvents(int syncEvents) {
        return new ClientSettings(
                attemptTimeout,
                answerTimeout,
                queryDeadline,
                firstDelay,
                longestDelay,
                syncEvents,
                reportDelivered,
                background);
    }

    public ClientSettings withReconnectDelays(Duration firstDelay, Duration longestDelay) {
        return new ClientSettings(
                attemptTimeout,
                answerTimeout,
                queryDeadline,
                firstDelay,
                longestDelay,
                syncEvents,
                reportDelivered,
                background);
    }
}
