package dev.dewberry.gateway.app;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The id of this gateway: new at each start, so that nothing that was meant for a dead one reaches a living
/// one.
record GatewayId(String value) {

    private static final int BYTES = 8;

    static GatewayId random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new GatewayId(HexFormat.of().formatHex(bytes));
    }
}
