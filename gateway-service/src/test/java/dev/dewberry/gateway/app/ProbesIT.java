package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.netty.http.HttpResources;

/// A gateway whose loops have more to do than they can.
@ExtendWith(Servers.class)
class ProbesIT {

    @Test
    void whoHasTooMuchToDoStillSaysThatHeLives(Redis redis) throws IOException, InterruptedException {
        redis.freshUri();
        CountDownLatch over = new CountDownLatch(1);
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others);
                HttpClient client = HttpClient.newHttpClient()) {
            try {
                occupyLoops(over);

                assertThatThrownBy(() -> status(client, gateway.port(), "/", Duration.ofMillis(500)))
                        .isInstanceOf(HttpTimeoutException.class);
                for (String group : new String[] {"liveness", "readiness"}) {
                    assertThat(status(
                                    client,
                                    gateway.managementPort(),
                                    "/actuator/health/" + group,
                                    Duration.ofSeconds(3)))
                            .as(group)
                            .isEqualTo(200);
                }
            } finally {
                over.countDown();
            }
        }
    }

    /// Those of everything that has not asked for its own.
    private static void occupyLoops(CountDownLatch over) throws InterruptedException {
        List<EventExecutor> loops = new ArrayList<>();
        HttpResources.get().onServer(true).forEach(loops::add);
        CountDownLatch occupied = new CountDownLatch(loops.size());
        for (EventExecutor loop : loops) {
            loop.execute(() -> {
                occupied.countDown();
                try {
                    boolean unused = over.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(occupied.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static int status(HttpClient client, int port, String path, Duration within)
            throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(within)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
