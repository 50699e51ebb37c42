package dev.dewberry.platform.error;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ResponseStatusException;

/// An error as RFC 9457 `application/problem+json`, with the protocol's stable `code`. The one place
/// where exceptions become answers: what is not known here is `internal`, and its message stays inside.
public record Problem(
        ErrorCode code, int status, String detail, @Nullable Duration retryAfter) {

    public static Problem of(Throwable error) {
        if (error instanceof DewberryException known) {
            return of(known.code(), known.getMessage(), known.retryAfter());
        }
        if (error instanceof ProtocolException wrong) {
            return of(wrong.code(), wrong.getMessage(), null);
        }
        if (has(error, DataBufferLimitException.class)) {
            return of(ErrorCode.TOO_LARGE, "the body is too large", null);
        }
        if (error instanceof ResponseStatusException status) {
            return ofStatus(status.getStatusCode());
        }
        return of(ErrorCode.INTERNAL, "something went wrong here", null);
    }

    private static Problem of(ErrorCode code, String detail, @Nullable Duration retryAfter) {
        return new Problem(code, code.httpStatus(), detail, retryAfter);
    }

    private static Problem ofStatus(HttpStatusCode status) {
        ErrorCode code = switch (status.value()) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 405, 406, 415 -> ErrorCode.UNSUPPORTED;
            case 503 -> ErrorCode.BUSY;
            default -> status.is4xxClientError() ? ErrorCode.BAD_FRAME : ErrorCode.INTERNAL;
        };
        return new Problem(code, status.value(), "the request cannot be served: " + status.value(), null);
    }

    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /// The body. `type` is left out: it equals `about:blank`, as the RFC says.
    public String toJson() {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("title", code.wire().replace('_', ' '));
            out.writeNumberProperty("status", status);
            out.writeStringProperty("code", code.wire());
            out.writeStringProperty("detail", detail);
            if (retryAfter != null) {
                out.writeNumberProperty("retryAfterMs", retryAfter.toMillis());
            }
            out.writeEndObject();
        });
    }

    /// Whole seconds for the header `Retry-After`, at least one.
    public @Nullable Long retryAfterSeconds() {
        return retryAfter == null ? null : Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    }
}
