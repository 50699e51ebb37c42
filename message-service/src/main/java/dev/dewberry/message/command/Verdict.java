package dev.dewberry.message.command;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

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

    static Refused of(Exception error) {
        if (error instanceof DewberryException known) {
            return new Refused(known.code(), known.getMessage(), known.retryAfter());
        }
        // Also what could not be read: it came from another service, not from the sender.
        LoggerFactory.getLogger(Verdict.class).error("A command could not be handled", error);
        return new Refused(ErrorCode.INTERNAL, "something went wrong here", null);
    }
}
