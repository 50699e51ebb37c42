package dev.dewberry.systemtests.cluster;

import java.util.Map;

/// How many processes of each service there are, and what differs from the defaults.
///
/// @param gatewayEnvironment further settings of the gateways
public record Setup(int gateways, int messages, int storages, Map<String, String> gatewayEnvironment) {

    /// One of each. What clients have to wait for takes less time here than by default.
    public static final Setup SINGLE = new Setup(
            1, 1, 1, Map.of("DEWBERRY_GATEWAY_SOCKET_HEARTBEAT", "4s", "DEWBERRY_GATEWAY_SOCKET_STALLEDFOR", "4s"));

    /// Two of each that can be doubled.
    public static final Setup DOUBLE = new Setup(2, 2, 2, Map.of("DEWBERRY_GATEWAY_SOCKET_DRAIN", "4s"));

    int of(Role role) {
        return switch (role) {
            case GATEWAY -> gateways;
            case MESSAGE -> messages;
            case STORAGE -> storages;
            case AUTH, PRESENCE -> 1;
        };
    }
}
