package dev.dewberry.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class ServiceClientIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Mono<Void> hold = Mono.empty();
    private DisposableServer server;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    calls.incrementAndGet();
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    return hold.doOnTerminate(underWay::decrementAndGet)
                            .then(response.sendString(Mono.just("{}")).then());
                })
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private ServiceClient client(int concurrent, int waiting, Duration patience) {
        byte[] key = new byte[32];
        String address = "http://127.0.0.1:" + server.port();
        return new ServiceClient(
                "storage",
                address,
                WebClient.builder(),
                new ServiceTokens(
                        "gateway", new SecurityProperties(Base64.getEncoder().encodeToString(key)), Clock.systemUTC()),
                new ServicesProperties(address, address, address, Duration.ofSeconds(5), concurrent, waiting, patience),
                new SimpleMeterRegistry());
    }

    @Test
    void callsThatFindTheBulkheadFullWaitForTheirTurn() {
        hold = Mono.delay(Duration.ofMillis(30)).then();
        ServiceClient client = client(2, 100, SOON);

        Mono.when(IntStream.range(0, 20).mapToObj(_ -> client.get("/", null)).toList())
                .block(SOON);

        assertThat(calls).hasValue(20);
        assertThat(most).hasValue(2);
    }

    @Test
    void whoHasWaitedForTooLongIsToldThatItIsBusy() {
        hold = Mono.never();
        ServiceClient client = client(1, 100, Duration.ofMillis(100));
        Disposable first = client.get("/", null).subscribe(_ -> {}, _ -> {});

        assertThat(failure(client)).isEqualTo(ErrorCode.BUSY);

        assertThat(calls).hasValueLessThanOrEqualTo(1);
        first.dispose();
    }

    @Test
    void whereTooManyWaitAlreadyTheNextIsRefusedAtOnce() {
        hold = Mono.never();
        ServiceClient client = client(1, 1, Duration.ofMinutes(1));
        Disposable first = client.get("/", null).subscribe(_ -> {}, _ -> {});
        Disposable second = client.get("/", null).subscribe(_ -> {}, _ -> {});

        assertThat(failure(client)).isEqualTo(ErrorCode.BUSY);

        first.dispose();
        second.dispose();
    }

    @Test
    void aCallThatIsGivenUpGivesItsTurnBack() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        hold = Mono.fromFuture(later, true);
        ServiceClient client = client(1, 100, SOON);
        Disposable first = client.get("/", null).subscribe(_ -> {}, _ -> {});
        Awaitility.await().until(() -> calls.get() == 1);
        Disposable waiting = client.get("/", null).subscribe(_ -> {}, _ -> {});
        waiting.dispose();
        first.dispose();
        later.complete(null);

        assertThat(client.get("/", null).block(SOON)).isEqualTo("{}");
        assertThat(calls).hasValue(2);
    }

    private static ErrorCode failure(ServiceClient client) {
        return client.get("/", null)
                .map(_ -> ErrorCode.INTERNAL)
                .onErrorResume(DewberryException.class, error -> Mono.just(error.code()))
                .blockOptional(SOON)
                .orElseThrow();
    }
}
