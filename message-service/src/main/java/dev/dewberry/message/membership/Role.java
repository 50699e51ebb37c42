package dev.dewberry.message.membership;

/// What a member may do.
public enum Role {
    OWNER,
    ADMIN,
    MEMBER;

    /// @return MEMBER for a role that this version does not know: the least
    static Role ofWire(String role) {
        return switch (role) {
            case "owner" -> OWNER;
            case "admin" -> ADMIN;
            default -> MEMBER;
        };
    }

    /// Whether he adds and removes members.
    public boolean managesMembers() {
        return this != MEMBER;
    }
}
