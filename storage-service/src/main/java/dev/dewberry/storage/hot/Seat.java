package dev.dewberry.storage.hot;

/// Somebody's row in a conversation.
///
/// @param readCountable the conversation's countable number at `read`
/// @param changed the commit number of the row's last change
public record Seat(boolean active, long delivered, long read, long readCountable, long changed) {

    /// As `list.lua` reads it: `active` first, `changed` last.
    String encode() {
        return (active ? "1|" : "0|") + delivered + "|" + read + "|" + readCountable + "|" + changed;
    }

    static Seat decode(String text) {
        String[] parts = text.split("\\|", -1);
        return new Seat(
                parts[0].equals("1"),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
    }
}
