package dev.dewberry.auth.session;

import java.util.List;

/// @param last what to ask after the next time
public record RevocationList(long last, List<Entry> sessions) {

    public RevocationList {
        sessions = List.copyOf(sessions);
    }

    public record Entry(String session, String reason) {}
}
