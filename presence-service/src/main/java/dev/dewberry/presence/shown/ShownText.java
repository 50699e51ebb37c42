package dev.dewberry.presence.shown;

import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;

/// One value of the hash: `<status>` or `<status> <gateway> <text>`. Gateways' ids have no spaces; a
/// text may have any.
final class ShownText {

    private ShownText() {}

    static String write(Shown shown) {
        String text = shown.text();
        String status = shown.status().wire();
        return text == null
                ? status
                : status + " " + (shown.textGateway() == null ? "-" : shown.textGateway()) + " " + text;
    }

    static Shown read(String value) {
        String[] parts = value.split(" ", 3);
        Status status = Status.ofWire(parts[0]);
        return parts.length == 3 ? new Shown(status, parts[2], parts[1]) : Shown.of(status);
    }
}
