package dev.dewberry.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class GatheredCallsIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile double slowdown = 1;
    private volatile Function<String, Mono<String>> answer = question -> Mono.just("answer to " + question);
    private DisposableServer server;
    private GatheredCalls asking;

    @BeforeEach
    void start() {
        var routes = RouterFunctions.route().POST("/questions", this::handle).build();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
                .bindNow();
        asking = new GatheredCalls(client(), "/questions", 100, () -> slowdown);
    }

    private Mono<ServerResponse> handle(ServerRequest request) {
        calls.incrementAndGet();
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        return Mono.delay(PAUSE)
                .then(GatheredAnswers.answer(request, question -> answer.apply(question)))
                .doFinally(_ -> underWay.decrementAndGet());
    }

    private ServiceClient client() {
        return client(WebClient.builder());
    }

    private ServiceClient client(WebClient.Builder builder) {
        String address = "http://127.0.0.1:" + server.port();
        return new ServiceClient(
                "storage",
                address,
                builder,
                new ServiceTokens(
                        "gateway",
                        new SecurityProperties(Base64.getEncoder().encodeToString(new byte[32])),
                        Clock.systemUTC()),
                new ServicesProperties(address, address, address, SOON, 32, 100, SOON),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    /// More of them than there are places for calls.
    @Test
    void callsThatEndInAnErrorOfTheJvmGiveTheirPlacesBack() {
        AtomicInteger left = new AtomicInteger(GatheredCalls.CALLS + 1);
        GatheredCalls failing = new GatheredCalls(
                client(WebClient.builder().filter((request, next) -> {
                    if (left.getAndDecrement() > 0) {
                        throw new NoClassDefFoundError("not now");
                    }
                    return next.exchange(request);
                })),
                "/questions",
                100,
                () -> 1);

        for (int i = 0; i <= GatheredCalls.CALLS; i++) {
            assertThatThrownBy(() -> failing.ask("lost", 1).block(SOON)).isInstanceOf(DewberryException.class);
        }

        assertThat(failing.ask("one", 1).block(SOON)).isEqualTo("answer to one");
    }

    @Test
    void whatIsAskedAloneIsAskedAtOnce() {
        assertThat(asking.ask("one", 1).block(SOON)).isEqualTo("answer to one");
        assertThat(asking.ask("two", 1).block(SOON)).isEqualTo("answer to two");
        assertThat(calls).hasValue(2);
    }

    @Test
    void whatIsAskedMeanwhileGoesTogetherAndEachGetsItsOwnAnswer() {
        List<String> answers = answers(IntStream.range(0, 300).mapToObj(String::valueOf), 1);

        assertThat(answers)
                .isEqualTo(
                        IntStream.range(0, 300).mapToObj(i -> "answer to " + i).toList());
        // Two alone, and then 64 of them at a time.
        assertThat(calls).hasValueBetween(2, 10);
        assertThat(most).hasValueLessThanOrEqualTo(GatheredCalls.CALLS);
    }

    @Test
    void whileOthersAreDisturbedWhoeverAnswersIsLeftAloneInBetween() {
        slowdown = 5;
        long began = System.nanoTime();

        answers(IntStream.range(0, 300).mapToObj(String::valueOf), 1);

        // Two of its calls at a time, of which each takes five times as long as it is under way.
        int turns = (calls.get() + GatheredCalls.CALLS - 1) / GatheredCalls.CALLS;
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(PAUSE.multipliedBy(5L * (turns - 1)).plus(PAUSE));
    }

    @Test
    void ofHeavyQuestionsFewerGoTogether() {
        answers(IntStream.range(0, 22).mapToObj(String::valueOf), 50);

        assertThat(calls).hasValueGreaterThanOrEqualTo(12);
    }

    @Test
    void oneHeavierThanACallMayBeIsAskedAllTheSame() {
        assertThat(asking.ask("heavy", 1000).block(SOON)).isEqualTo("answer to heavy");
    }

    @Test
    void whatIsRefusedIsRefusedByItself() {
        answer = question -> question.equals("13")
                ? Mono.error(DewberryException.rateLimited(Duration.ofSeconds(3)))
                : Mono.just(question);

        List<String> answers = answers(IntStream.range(0, 40).mapToObj(String::valueOf), 1);

        assertThat(answers).hasSize(40).contains("12", "14", "rate_limited after PT3S");
    }

    @Test
    void whatAServiceDoesNotKnowStaysInside() {
        answer = question -> Mono.error(new IllegalStateException("secret"));

        assertThatThrownBy(() -> asking.ask("x", 1).block(SOON))
                .isInstanceOfSatisfying(
                        DewberryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatHasNoRoomInOneAnswerIsAskedAgain() {
        String large = "ä".repeat(500_000);
        answer = question -> Mono.just(question + large);

        List<String> answers = answers(IntStream.range(0, 8).mapToObj(String::valueOf), 1);

        assertThat(answers)
                .isEqualTo(IntStream.range(0, 8).mapToObj(i -> i + large).toList());
    }

    @Test
    void whoIsNotReachedIsBusyForAll() {
        server.disposeNow();
        List<String> refused = answers(IntStream.range(0, 100).mapToObj(String::valueOf), 1);
        assertThat(refused).hasSize(100).allMatch(one -> one.startsWith("busy"));
    }

    private List<String> answers(Stream<String> questions, int weight) {
        return Flux.fromStream(questions)
                .flatMapSequential(
                        question -> asking.ask(question, weight)
                                .onErrorResume(
                                        DewberryException.class,
                                        error -> Mono.just(error.code().wire() + " after " + error.retryAfter())),
                        1000)
                .collectList()
                .block(SOON);
    }
}
