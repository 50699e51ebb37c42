package dev.dewberry.message.membership;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// Asks auth-service, and remembers who exists: accounts are never given to somebody else. Who does not
/// exist is asked for again, since he may exist a moment later.
public final class HttpUserDirectory implements UserDirectory {

    private static final long REMEMBERED = 100_000;

    private final ServiceClient auth;
    private final Cache<UserId, Boolean> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public HttpUserDirectory(ServiceClient auth) {
        this.auth = auth;
    }

    @Override
    public Mono<Set<UserId>> existing(Collection<UserId> users) {
        Set<UserId> existing = new HashSet<>(known.getAllPresent(users).keySet());
        List<UserId> unknown = users.stream()
                .filter(user -> !existing.contains(user))
                .distinct()
                .toList();
        if (unknown.isEmpty()) {
            return Mono.just(existing);
        }
        return auth.post("/internal/v1/users/existing", null, body(unknown)).map(answer -> {
            for (JsonNode id : Json.read(answer).get("ids")) {
                UserId user = UserId.parse(id.stringValue());
                known.put(user, Boolean.TRUE);
                existing.add(user);
            }
            return existing;
        });
    }

    @Override
    public void remember(UserId user) {
        known.put(user, Boolean.TRUE);
    }

    private static String body(List<UserId> users) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("ids");
            users.forEach(user -> out.writeString(user.toString()));
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
