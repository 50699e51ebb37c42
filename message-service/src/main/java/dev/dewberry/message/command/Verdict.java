package dev.dewberry.message.command;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What policy says to a command.
public sealed interface Verdict {

    /// @param version of the membership by which it was judged
    record Allowed(long version) implements Verdict {}

    record Refused(ErrorCode code, String message, @Nullable Duration retryAfter) implements Verdict {}

    static Verdict notFound() {
        return of(DewberryException.notFound());
    }

    static Verdict forbidden() {
        return new Refused(ErrorCode.FORBIDDEN, "you may not do this here", null);
    }

    static Verdict of(DewberryException error) {
        return new Refused(error.code(), error.getMessage(), error.retryAfter());
    }
}
