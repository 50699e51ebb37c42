package dev.dewberry.systemtests.cluster;

import java.util.Map;

/// How many processes of each service there are, and what differs from the defaults.
///
/// @param chatting gateways, message-services and storage-services each
/// @param others auth-services and presence-services each
/// @param wired whether each process reaches MariaDB and Redis by a [Wire] of its own
/// @param settable whether they are on a board whose clock can be set, see [BoardClock]
/// @param environment further settings, by service
public record Setup(
        int chatting, int others, boolean wired, boolean settable, Map<Role, Map<String, String>> environment) {

    private static final Map<Role, Map<String, String>> SHORT_DRAIN =
            Map.of(Role.GATEWAY, Map.of("DEWBERRY_GATEWAY_SOCKET_DRAIN", "4s"));

    /// One of each. What clients have to wait for takes less time here than by default.
    public static final Setup SINGLE = new Setup(
            1,
            1,
            false,
            false,
            Map.of(
                    Role.GATEWAY,
                    Map.of("DEWBERRY_GATEWAY_SOCKET_HEARTBEAT", "4s", "DEWBERRY_GATEWAY_SOCKET_STALLEDFOR", "4s"),
                    Role.MESSAGE,
                    Map.of(
                            "DEWBERRY_MESSAGE_ALERTS_TOKEN",
                            Alerts.TOKEN,
                            "DEWBERRY_MESSAGE_ALERTS_SENDER",
                            Alerts.SENDER,
                            "DEWBERRY_MESSAGE_ALERTS_CONVERSATION",
                            Alerts.CONVERSATION)));

    /// Where the single cluster tells what an Alertmanager posts: the administrator, who is the first account, tells it
    /// to the second.
    public static final class Alerts {

        public static final String TOKEN = "system-tests-only-system-tests-only";
        public static final String SENDER = "1000";
        public static final String CONVERSATION = "d:1000:1001";

        private Alerts() {}
    }

    /// Two of each that chatting needs.
    public static final Setup DOUBLE = new Setup(2, 1, false, false, SHORT_DRAIN);

    /// Two of each service, and a network that can be bad.
    public static final Setup CHAOS = new Setup(2, 2, true, false, SHORT_DRAIN);

    /// One of each, on a board without a clock of its own: it starts in 1970. What has run out is looked for every
    /// second.
    public static final Setup BOARD =
            new Setup(1, 1, false, true, Map.of(Role.AUTH, Map.of("DEWBERRY_AUTH_KEY_CHECKEVERY", "1s")));

    /// Two of each service, of whatever release.
    public static final Setup RELEASES = new Setup(2, 2, false, false, SHORT_DRAIN);

    /// One of each, whose gateway can be reached from another network, too.
    public static final Setup NETWORK =
            new Setup(1, 1, false, false, Map.of(Role.GATEWAY, Map.of("SERVER_ADDRESS", "0.0.0.0")));

    int of(Role role) {
        return switch (role) {
            case GATEWAY, MESSAGE, STORAGE -> chatting;
            case AUTH, PRESENCE -> others;
        };
    }
}
