package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dewberry.testsupport.LocalRedis;
import dev.dewberry.testsupport.SelfSigned;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusTlsIT {

    @TempDir
    private static Path folder;

    private static LocalRedis server;
    private static String authority;
    private static String another;

    @BeforeAll
    static void start() throws Exception {
        Path certificate = folder.resolve("redis.crt");
        Path key = folder.resolve("redis.key");
        SelfSigned.make(folder, "EC").writeTo(certificate, key);
        authority = certificate.toString();
        another = folder.resolve("another.crt").toString();
        SelfSigned.make(folder, "EC").writeTo(Path.of(another), folder.resolve("another.key"));
        server = LocalRedis.withTls(certificate, key);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    @Test
    void reachesARedisThatTheAuthorityVouchesFor() {
        try (RedisBus bus = bus(authority, "")) {
            await().until(bus::isConnected);

            assertThat(bus.call(redis -> redis.ping()).block(Duration.ofSeconds(5)))
                    .isEqualTo("PONG");
            assertThat(bus.openOnce().block(Duration.ofSeconds(5)).isOpen()).isTrue();
        }
    }

    @Test
    void refusesARedisOfAnotherAuthority() {
        refuses(another);
    }

    @Test
    void refusesARedisThatNobodyVouchesFor() {
        refuses("");
    }

    @Test
    void looksAtNothingWhereTheAddressSaysSo() {
        try (RedisBus bus = bus(another, "?verifyPeer=NONE")) {
            await().until(bus::isConnected);
        }
    }

    private static void refuses(String authority) {
        try (RedisBus bus = bus(authority, "")) {
            assertThatThrownBy(() -> bus.openOnce()
                            .toFuture()
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasStackTraceContaining("SSLHandshakeException");
            assertThat(bus.isConnected()).isFalse();
        }
    }

    private static RedisBus bus(String authority, String options) {
        String uri = RedisURI.URI_SCHEME_REDIS_SECURE + "://127.0.0.1:" + server.tlsPort() + options;
        return new RedisBus(new BusProperties(uri, 4, Duration.ofSeconds(2), authority), new SimpleMeterRegistry());
    }
}
