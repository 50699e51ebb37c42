package dev.dewberry.systemtests.cluster;

import java.util.Map;

/// How many processes of each service there are, and what differs from the defaults.
///
/// @param chatting gateways, message-services and storage-services each
/// @param others auth-services and presence-services each
/// @param wired whether each process reaches MariaDB and Redis by a [Wire] of its own
/// @param gatewayEnvironment further settings of the gateways
public record Setup(int chatting, int others, boolean wired, Map<String, String> gatewayEnvironment) {

    /// One of each. What clients have to wait for takes less time here than by default.
    public static final Setup SINGLE = new Setup(
            1, 1, false, Map.of("DEWBERRY_GATEWAY_SOCKET_HEARTBEAT", "4s", "DEWBERRY_GATEWAY_SOCKET_STALLEDFOR", "4s"));

    /// Two of each that chatting needs.
    public static final Setup DOUBLE = new Setup(2, 1, false, Map.of("DEWBERRY_GATEWAY_SOCKET_DRAIN", "4s"));

    /// Two of each service, and a network that can be bad.
    public static final Setup CHAOS = new Setup(2, 2, true, Map.of("DEWBERRY_GATEWAY_SOCKET_DRAIN", "4s"));

    int of(Role role) {
        return switch (role) {
            case GATEWAY, MESSAGE, STORAGE -> chatting;
            case AUTH, PRESENCE -> others;
        };
    }
}
