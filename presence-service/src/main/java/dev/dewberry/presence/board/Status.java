package dev.dewberry.presence.board;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How present a user is. The order counts: of several, the first one is what is shown.
public enum Status {
    ONLINE,
    AWAY,
    OFFLINE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    /// What another service wrote. A word that this version does not know is taken for `away`: the user
    /// has a socket.
    public static Status ofWire(@Nullable String wire) {
        if (wire == null) {
            return OFFLINE;
        }
        return switch (wire) {
            case "online" -> ONLINE;
            case "offline" -> OFFLINE;
            default -> AWAY;
        };
    }

    /// The more present of the two.
    public Status or(Status other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
