package dev.dewberry.storage.sync;

import dev.dewberry.platform.error.DewberryException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The `next` of the list of conversations, which comes back as `before`.
final class ListCursor {

    private ListCursor() {}

    static String encode(Position position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((position.at() + "|" + position.id()).getBytes(StandardCharsets.UTF_8));
    }

    static Position decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int bar = text.indexOf('|');
            if (bar > 0) {
                return new Position(Long.parseLong(text.substring(0, bar)), text.substring(bar + 1));
            }
        } catch (IllegalArgumentException notOurs) {
            // Answered below.
        }
        throw DewberryException.badFrame("'before' is not one of this server");
    }
}
