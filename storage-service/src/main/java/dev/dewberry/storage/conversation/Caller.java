package dev.dewberry.storage.conversation;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/// The user for whom another service asks.
public final class Caller {

    public static final String HEADER = "X-Dewberry-User";

    private Caller() {}

    public static UserId of(ServerRequest request) {
        @Nullable String user = request.headers().firstHeader(HEADER);
        if (user == null) {
            throw DewberryException.badFrame(HEADER + " is missing");
        }
        return UserId.parse(user);
    }

    /// A whole number of the query, `null` where there is none.
    public static @Nullable Long number(ServerRequest request, String name) {
        return request.queryParam(name)
                .filter(text -> !text.isEmpty())
                .map(text -> parse(name, text))
                .orElse(null);
    }

    private static Long parse(String name, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below.
        }
        throw DewberryException.badFrame("'" + name + "' is not a whole number from 0 on");
    }
}
