package dev.dewberry.storage.plan;

import java.util.Locale;

/// What a member may do in a group; the most powerful first.
public enum Role {
    OWNER,
    ADMIN,
    MEMBER;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /// Whether this role may remove a member of the other one.
    boolean mayRemove(Role other) {
        return this == OWNER || (this == ADMIN && other == MEMBER);
    }
}
