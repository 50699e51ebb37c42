package dev.dewberry.gateway.app;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.CommandCodec;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.bus.SignalCodec;
import dev.dewberry.testsupport.Redis;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/// Plays the other services for a gateway under test: their HTTP endpoints, and their ends of the streams.
final class StandIn implements AutoCloseable {

    static final int PARTITIONS = 1;

    /// What an HTTP endpoint answers.
    record Answer(int status, String body) {
        static Answer ok(String body) {
            return new Answer(200, body);
        }
    }

    record Call(String method, String path, String body, Map<String, String> headers) {}

    private final Redis redis;
    private final ECKey key;
    private final DisposableServer server;
    private final Map<String, Function<Call, Answer>> endpoints = new ConcurrentHashMap<>();
    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> revocations = new CopyOnWriteArrayList<>();
    private long nextEvent = 1000;

    StandIn(Redis redis) {
        this.redis = redis;
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        on("/internal/v1/jwks", call -> Answer.ok(new JWKSet(key.toPublicJWK()).toString()));
        on(
                "/internal/v1/revocations",
                call -> Answer.ok(
                        "{\"last\":" + revocations.size() + ",\"sessions\":[" + String.join(",", revocations) + "]}"));
        on("/internal/v1/epoch", call -> Answer.ok("{\"epoch\":\"e1\"}"));
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            Answer answer = answer(request, body);
                            return response.status(answer.status())
                                    .header("Content-Type", "application/json")
                                    .sendString(Mono.just(answer.body()))
                                    .then();
                        }))
                .bindNow();
    }

    private Answer answer(HttpServerRequest request, String body) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        request.requestHeaders().forEach(header -> headers.put(header.getKey().toLowerCase(), header.getValue()));
        Call call = new Call(request.method().name(), request.uri(), body, headers);
        if (!request.uri().startsWith("/internal/v1/revocations")) {
            calls.add(call);
        }
        String path = request.uri().split("\\?", 2)[0];
        Function<Call, Answer> endpoint = endpoints.get(path);
        return endpoint == null ? new Answer(404, "{\"code\":\"not_found\"}") : endpoint.apply(call);
    }

    void on(String path, Function<Call, Answer> endpoint) {
        endpoints.put(path, endpoint);
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    void revoke(String session, String reason) {
        revocations.add("{\"session\":\"" + session + "\",\"reason\":\"" + reason + "\"}");
    }

    String token(long user, String device) {
        return token(user, device, "s" + user + "-" + device, Instant.now().plus(Duration.ofHours(1)), key);
    }

    String expiredToken(long user) {
        return token(user, "1", "s" + user, Instant.now().minusSeconds(5), key);
    }

    String forgedToken(long user) {
        try {
            ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
            return token(user, "1", "s" + user, Instant.now().plusSeconds(60), other);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(long user, String device, String session, Instant expires, ECKey signer) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                    new JWTClaimsSet.Builder()
                            .issuer("dewberry")
                            .subject(Long.toString(user))
                            .claim("sid", session)
                            .claim("did", device)
                            .claim("usr", "u" + user)
                            .claim("roles", List.of())
                            .expirationTime(Date.from(expires))
                            .build());
            jwt.sign(new ECDSASigner(signer));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits for commands, takes them out of the stream.
    List<Command> commands(int count) {
        return records(BusKeys.commands(0), count).stream()
                .map(CommandCodec::decode)
                .toList();
    }

    Command command() {
        return commands(1).getFirst();
    }

    List<Signal> signals(int count) {
        return records(BusKeys.signals(0), count).stream()
                .map(SignalCodec::decode)
                .toList();
    }

    List<String> records(String stream, int count) {
        List<String> records = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (records.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + records + " in " + stream);
            }
            List<StreamMessage<String, String>> messages = redis.call(commands ->
                    commands.xread(XReadArgs.Builder.count(1000).block(500), XReadArgs.StreamOffset.from(stream, "0")));
            for (StreamMessage<String, String> message : messages) {
                records.addAll(List.of(message.getBody().get("r").split("\n")));
                redis.call(commands -> commands.xdel(stream, message.getId()));
            }
        }
        return records;
    }

    String gateway() {
        return redis.call(commands -> commands.zrange(BusKeys.GATEWAYS, -1, -1)).getFirst();
    }

    void deliver(String gateway, Delivery... deliveries) {
        redis.call(commands -> {
            for (Delivery delivery : deliveries) {
                commands.xadd(BusKeys.deliveries(gateway), Map.of("r", DeliveryCodec.encode(delivery)));
            }
            return null;
        });
    }

    /// What storage-service makes of a send.
    Delivery.Event commit(Command.Send send, long seq, long... recipients) {
        return new Delivery.Event(committed(send, send.origin(), seq), recipients);
    }

    Delivery.Event republish(Command.Send send, long seq, long... recipients) {
        return new Delivery.Event(committed(send, null, seq), recipients);
    }

    private Committed.Event committed(Command.Send send, @Nullable Origin origin, long seq) {
        return new Committed.Event(
                origin,
                send.conversation(),
                seq,
                Long.toString(nextEvent++),
                send.from(),
                1_700_000_000_000L + seq,
                send.content(),
                send.clientId(),
                0,
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(1));
    }
}
