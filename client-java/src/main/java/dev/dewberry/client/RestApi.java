package dev.dewberry.client;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// The REST calls of a client. Each carries the user's access token, which is refreshed in time. Thread-safe; see
/// [DewberryClient] for futures.
public final class RestApi {

    private final Loop loop;
    private final Http http;
    private final TokenKeeper tokens;
    private final Set<CompletableFuture<Fields>> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable DewberryException stopped;

    RestApi(Loop loop, Http http, TokenKeeper tokens) {
        this.loop = loop;
        this.http = http;
        this.tokens = tokens;
    }

    /// Makes an account; signs nobody in. Fails with `username_taken` or `registration_closed`.
    public CompletableFuture<UserProfile> register(String username, String password, @Nullable String displayName) {
        String body = object(out -> {
            out.writeStringProperty("username", username);
            out.writeStringProperty("password", password);
            if (displayName != null) {
                out.writeStringProperty("displayName", displayName);
            }
        });
        return whileOpen(() -> http.call("POST", "/auth/register", null, body))
                .thenApply(answer -> UserProfile.read(answer.object("user")));
    }

    /// Ends the session of this device everywhere, and forgets it here.
    public CompletableFuture<Void> logout() {
        return call("POST", "/auth/logout", null).thenAccept(answer -> loop.execute(tokens::forget));
    }

    public CompletableFuture<UserProfile> me() {
        return call("GET", "/users/me", null).thenApply(UserProfile::read);
    }

    public CompletableFuture<UserProfile> user(UserId user) {
        return call("GET", "/users/" + user, null).thenApply(UserProfile::read);
    }

    /// People whose name matches.
    public CompletableFuture<List<UserProfile>> findUsers(String query) {
        return call("GET", "/users?q=" + encoded(query), null).thenApply(RestApi::profiles);
    }

    /// Makes a group with the caller as its owner, after commit.
    ///
    /// @param clientId the same one again gives the same group, not a second one
    public CompletableFuture<ConversationId> createGroup(
            String name, Collection<UserId> members, @Nullable String clientId) {
        String body = object(out -> {
            out.writeStringProperty("name", name);
            out.writeArrayPropertyStart("members");
            members.forEach(member -> out.writeString(member.toString()));
            out.writeEndArray();
            if (clientId != null) {
                out.writeStringProperty("clientId", clientId);
            }
        });
        return call("POST", "/groups", body).thenApply(answer -> answer.conversation("conversation"));
    }

    public CompletableFuture<Void> addMember(ConversationId group, UserId user) {
        return call("PUT", "/groups/" + group + "/members/" + user, null).thenAccept(answer -> {});
    }

    /// Removes a member; oneself: leaves.
    public CompletableFuture<Void> removeMember(ConversationId group, UserId user) {
        return call("DELETE", "/groups/" + group + "/members/" + user, null).thenAccept(answer -> {});
    }

    /// Who is in a conversation, in the order of their ids, a page at a time.
    ///
    /// @param after the [MemberPage#next] of the page before; `null` begins with the first
    /// @param limit 1-500; what lies outside is cut
    public CompletableFuture<MemberPage> members(ConversationId conversation, @Nullable UserId after, int limit) {
        String from = after == null ? "" : "&after=" + after;
        return call("GET", "/conversations/" + conversation + "/members?limit=" + limit + from, null)
                .thenApply(MemberPage::read);
    }

    /// A send without a socket, for back ends. After `busy`, `internal` or `unreachable` the outcome is open: call
    /// it again with the same `clientId`.
    public CompletableFuture<SendReceipt> send(ConversationId conversation, Content content, String clientId) {
        String body = object(out -> {
            out.writeStringProperty("clientId", clientId);
            out.writeName("content");
            content.write(out);
        });
        return call("POST", "/conversations/" + conversation + "/events", body)
                .thenApply(answer -> new SendReceipt(
                        answer.conversation("conversation"),
                        answer.seq("seq"),
                        answer.text("event"),
                        answer.number("at"),
                        clientId,
                        answer.flag("duplicate", false)));
    }

    /// No calls any more; those under way fail.
    void stop(DewberryException reason) {
        stopped = reason;
        underWay.forEach(call -> call.completeExceptionally(reason));
    }

    /// A call with the user's token; refused, once more with another one.
    private CompletableFuture<Fields> call(String method, String path, @Nullable String body) {
        return whileOpen(() -> attempt(method, path, body, null));
    }

    /// Begins a call on the loop; its future ends at the latest with the client.
    private CompletableFuture<Fields> whileOpen(Supplier<CompletableFuture<Fields>> call) {
        CompletableFuture<Fields> result = new CompletableFuture<>();
        underWay.add(result);
        loop.execute(() -> {
            if (!result.isDone()) {
                Futures.onEnd(
                        onLoop(call.get()),
                        result::complete,
                        failure -> result.completeExceptionally(Futures.asDewberry(failure)));
            }
        });
        DewberryException reason = stopped;
        if (reason != null) {
            result.completeExceptionally(reason);
        }
        Futures.onEnd(result, answer -> underWay.remove(result), failure -> underWay.remove(result));
        return result;
    }

    /// On the loop, as the tokens are.
    private CompletableFuture<Fields> attempt(
            String method, String path, @Nullable String body, @Nullable String refused) {
        return tokens.token(refused).thenCompose(token -> {
            CompletableFuture<Fields> answer = onLoop(http.call(method, path, token, body));
            if (refused != null) {
                return answer;
            }
            return Futures.orElse(answer, failure -> {
                boolean tokenRefused = Futures.asDewberry(failure).protocolCode() == ErrorCode.UNAUTHENTICATED;
                return tokenRefused ? attempt(method, path, body, token) : Futures.failed(failure);
            });
        });
    }

    private <T> CompletableFuture<T> onLoop(CompletableFuture<T> future) {
        return future.whenCompleteAsync((value, failure) -> {}, loop::execute);
    }

    /// An array, or an object that wraps one as `users` or `items`.
    private static List<UserProfile> profiles(Fields answer) {
        JsonNode list = answer.node("users") == null ? answer.node("items") : answer.node("users");
        List<UserProfile> profiles = new ArrayList<>();
        if (list != null) {
            list.forEach(node -> profiles.add(UserProfile.read(new Fields(node))));
        }
        return List.copyOf(profiles);
    }

    private static String object(Consumer<JsonGenerator> members) {
        return Json.write(out -> {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        });
    }

    private static String encoded(String text) {
        try {
            // The overload with a Charset is missing on older Androids.
            return URLEncoder.encode(text, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java knows UTF-8", e);
        }
    }
}
