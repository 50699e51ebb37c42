package dev.dewberry.systemtests.cluster;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes users and tokens, as an owner's back end does.
public final class Accounts {

    private static final AtomicLong COUNTER = new AtomicLong();

    private final Rest rest;
    private final String administrator;
    private final String password;
    private @Nullable String adminToken;

    /// Those of a cluster that the tests have started.
    public Accounts(Rest rest) {
        this(rest, DewberryCluster.ADMIN, DewberryCluster.ADMIN_PASSWORD);
    }

    public Accounts(Rest rest, String administrator, String password) {
        this.rest = rest;
        this.administrator = administrator;
        this.password = password;
    }

    public synchronized String adminToken() {
        String token = adminToken;
        if (token == null) {
            Rest.Answer answer = rest.post("/auth/login", null, """
                    {"username":"%s","password":"%s","device":{"name":"tests","kind":"test"}}""".formatted(administrator, password));
            if (answer.status() != 200) {
                throw new IllegalStateException("the administrator cannot sign in: " + answer.raw());
            }
            token = answer.text("accessToken");
            adminToken = token;
        }
        return token;
    }

    public User user() {
        return users(1).getFirst();
    }

    /// New users, each with a token of an own device.
    public List<User> users(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("u" + System.nanoTime() % 1_000_000_000L + "-" + COUNTER.incrementAndGet());
        }
        String body = Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("users");
            for (String name : names) {
                out.writeStartObject();
                out.writeStringProperty("username", name);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        List<UserId> ids = new ArrayList<>();
        for (JsonNode user : call("/admin/users:batch", body).path("users")) {
            ids.add(UserId.parse(user.path("id").asString()));
        }
        List<String> tokens = tokens(ids);
        List<User> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            users.add(new User(ids.get(i), names.get(i), tokens.get(i)));
        }
        return users;
    }

    /// The same user on a device of its own.
    public User otherDevice(User user) {
        return new User(user.id(), user.username(), tokens(List.of(user.id())).getFirst());
    }

    private List<String> tokens(List<UserId> ids) {
        String body = Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("users");
            ids.forEach(id -> out.writeString(id.toString()));
            out.writeEndArray();
            out.writeEndObject();
        });
        List<String> tokens = new ArrayList<>();
        for (JsonNode token : call("/admin/tokens:batch", body).path("tokens")) {
            tokens.add(token.path("accessToken").asString());
        }
        return tokens;
    }

    private JsonNode call(String path, String body) {
        Rest.Answer answer = rest.post(path, adminToken(), body);
        if (answer.status() == 401) {
            synchronized (this) {
                adminToken = null;
            }
            answer = rest.post(path, adminToken(), body);
        }
        if (answer.status() != 200) {
            throw new IllegalStateException(path + " answers " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }
}
