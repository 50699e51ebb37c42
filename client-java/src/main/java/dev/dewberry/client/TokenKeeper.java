package dev.dewberry.client;

import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Has a good access token at hand: takes it from the store, refreshes it in time, signs in where it must. One
/// attempt at a time, so that a refresh token is never spent twice by ourselves. Loop-confined; futures complete on
/// the loop.
final class TokenKeeper {

    /// A token that ends this soon is refreshed first; long enough for a slow connection to be set up with it.
    private static final Duration MARGIN = Duration.ofSeconds(60);

    private final Loop loop;
    private final Http http;
    private final ClientStore store;
    private final Device device;
    private Credentials credentials;
    private @Nullable StoredSession session;
    private @Nullable CompletableFuture<String> underWay;

    /// What the user sees in the list of his devices.
    ///
    /// @param kind 1-32 characters, such as `android`
    record Device(String name, String kind) {}

    TokenKeeper(Loop loop, Http http, ClientStore store, Credentials credentials, Device device) {
        this.loop = loop;
        this.http = http;
        this.store = store;
        this.credentials = credentials;
        this.device = device;
        session = store.session();
    }

    void use(Credentials credentials) {
        this.credentials = credentials;
    }

    boolean hasSession() {
        return session != null;
    }

    /// @param refused a token that the server did not take, so that another one is needed; or `null`
    CompletableFuture<String> token(@Nullable String refused) {
        StoredSession current = session;
        if (current != null && !current.accessToken().equals(refused) && !endsSoon(current)) {
            return CompletableFuture.completedFuture(current.accessToken());
        }
        if (underWay != null) {
            return underWay;
        }
        CompletableFuture<String> result = new CompletableFuture<>();
        underWay = result;
        Futures.onEnd(onLoop(fresh(current)), made -> keep(made, result), failure -> {
            underWay = null;
            result.completeExceptionally(Futures.asDewberry(failure));
        });
        return result;
    }

    /// Signs out here. What is being fetched meanwhile does not sign in again.
    void forget() {
        save(null);
    }

    private void keep(Made made, CompletableFuture<String> result) {
        underWay = null;
        if (made.instead != session) {
            result.completeExceptionally(ended());
            return;
        }
        if (credentials instanceof Credentials.Password) {
            // Used up: a session that is revoked later must not come back by a password that we remember.
            credentials = Credentials.stored();
        }
        // Before anybody uses it, so that a crash does not leave a spent refresh token behind.
        save(made.session);
        result.complete(made.session.accessToken());
    }

    private void save(@Nullable StoredSession made) {
        session = made;
        store.saveSession(made);
    }

    private boolean endsSoon(StoredSession current) {
        return current.expiresAt() != null && loop.now().plus(MARGIN).isAfter(current.expiresAt());
    }

    /// A new session, and which one it takes the place of: it counts only while that one does.
    private record Made(@Nullable StoredSession instead, StoredSession session) {}

    private CompletableFuture<Made> fresh(@Nullable StoredSession current) {
        if (credentials instanceof Credentials.Tokens own) {
            return fetch(own).thenApply(made -> new Made(current, made));
        }
        if (current == null || current.refreshToken() == null) {
            return signIn(current);
        }
        String body = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("refreshToken", current.refreshToken());
            out.writeEndObject();
        });
        CompletableFuture<Made> refreshed =
                http.call("POST", "/auth/refresh", null, body).thenApply(answer -> new Made(current, session(answer)));
        return Futures.orElse(onLoop(refreshed), failure -> {
            // Only a clear refusal ends a session; whatever else may pass.
            String code = Futures.asDewberry(failure).code();
            if (!code.equals("unauthenticated") && !code.equals("bad_credentials")) {
                return Futures.failed(failure);
            }
            if (session == current) {
                forget();
            }
            return signIn(null);
        });
    }

    private CompletableFuture<StoredSession> fetch(Credentials.Tokens own) {
        CompletableFuture<String> token;
        try {
            token = own.tokens().get().toCompletableFuture();
        } catch (RuntimeException e) {
            token = Futures.failed(e);
        }
        return token.thenApply(text -> {
            if (text == null) {
                throw new DewberryException(DewberryException.UNREACHABLE, "the back end gave no token");
            }
            return new StoredSession(text, null, null);
        });
    }

    private CompletableFuture<Made> signIn(@Nullable StoredSession instead) {
        if (!(credentials instanceof Credentials.Password password)) {
            return Futures.failed(ended());
        }
        String body = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("username", password.username());
            out.writeStringProperty("password", password.password());
            out.writeObjectPropertyStart("device");
            out.writeStringProperty("name", device.name());
            out.writeStringProperty("kind", device.kind());
            out.writeEndObject();
            out.writeEndObject();
        });
        return http.call("POST", "/auth/login", null, body).thenApply(answer -> new Made(instead, session(answer)));
    }

    private static DewberryException ended() {
        return new DewberryException(DewberryException.SIGN_IN_NEEDED, "the session has ended");
    }

    private <T> CompletableFuture<T> onLoop(CompletableFuture<T> future) {
        return future.whenCompleteAsync((value, failure) -> {}, loop::execute);
    }

    private StoredSession session(Fields answer) {
        return new StoredSession(
                answer.text("accessToken"),
                answer.text("refreshToken"),
                loop.now().plusSeconds(answer.number("expiresIn", 0, Integer.MAX_VALUE)));
    }
}
