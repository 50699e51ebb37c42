package dev.dewberry.platform.http;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/// Questions of many clients, put to another service in few calls: one that comes alone is asked at once,
/// and what comes while [#CALLS] are under way, or have just ended, goes together with the next. When everybody
/// comes back at once, calls cost more than their answers, and whoever is asked does little at a time, so that
/// messages are not kept waiting. The other side answers by [GatheredAnswers]. Thread-safe.
public final class GatheredCalls {

    static final int CALLS = 2;
    /// Questions of one call.
    static final int QUESTIONS = 64;

    /// From the end of a call to the next that may take its place, at least.
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_WAITING = 20_000;
    /// Well below the 10 s in which a request is answered.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final ServiceClient service;
    private final String path;
    private final int mostWeight;
    private final DoubleSupplier slowdown;
    private final Queue<Question> waiting = new ArrayDeque<>();
    private int underWay;

    /// @param mostWeight of the questions of one call together
    /// @param slowdown how many times as long as it needs a call may take its place now, at least 1: where
    ///     others are disturbed, whoever answers is left alone for the rest of that time, and is asked so much less
    ///     at once
    public GatheredCalls(ServiceClient service, String path, int mostWeight, DoubleSupplier slowdown) {
        this.service = service;
        this.path = path;
        this.mostWeight = mostWeight;
        this.slowdown = slowdown;
    }

    private static final class Question {
        final String text;
        final int weight;
        final MonoSink<String> sink;
        volatile boolean abandoned;

        Question(String text, int weight, MonoSink<String> sink) {
            this.text = text;
            this.weight = weight;
            this.sink = sink;
        }
    }

    /// @param question one line
    /// @return its answer; fails with [DewberryException]
    public Mono<String> ask(String question, int weight) {
        return Mono.<String>create(sink -> {
                    Question asked = new Question(question, weight, sink);
                    sink.onDispose(() -> asked.abandoned = true);
                    if (add(asked)) {
                        proceed();
                    } else {
                        sink.error(DewberryException.busy("too many wait for an answer", null));
                    }
                })
                .timeout(PATIENCE, Mono.error(() -> DewberryException.busy("no answer in time", null)));
    }

    private synchronized boolean add(Question question) {
        return waiting.size() < MOST_WAITING && waiting.add(question);
    }

    private void proceed() {
        for (List<Question> next = begin(); next != null; next = begin()) {
            call(next);
        }
    }

    private synchronized @Nullable List<Question> begin() {
        if (underWay == CALLS) {
            return null;
        }
        List<Question> together = new ArrayList<>();
        // Whoever answers works them off without a break.
        int most = (int) Math.ceil(QUESTIONS / slowdown.getAsDouble());
        int weight = 0;
        for (Question next = waiting.peek(); next != null && together.size() < most; next = waiting.peek()) {
            if (!next.abandoned) {
                weight += next.weight;
                if (weight > mostWeight && !together.isEmpty()) {
                    break;
                }
                together.add(next);
            }
            waiting.remove();
        }
        if (together.isEmpty()) {
            return null;
        }
        underWay++;
        return together;
    }

    private void call(List<Question> together) {
        String body = together.stream().map(question -> question.text).collect(Collectors.joining("\n"));
        long began = System.nanoTime();
        Disposable unused = service.post(path, null, body)
                .doFinally(end -> {
                    Disposable unusedNext =
                            Schedulers.parallel().schedule(this::next, pauseAfter(began), TimeUnit.NANOSECONDS);
                })
                .subscribe(
                        answer -> answer(together, answer),
                        error -> together.forEach(question -> question.sink.error(error)));
    }

    private long pauseAfter(long began) {
        double others = (System.nanoTime() - began) * (slowdown.getAsDouble() - 1);
        return Math.clamp((long) others, PAUSE, LONGEST_PAUSE);
    }

    private void next() {
        synchronized (this) {
            underWay--;
        }
        proceed();
    }

    private void answer(List<Question> together, String answer) {
        String[] lines = answer.split("\n", -1);
        for (int i = 0; i < together.size(); i++) {
            Question question = together.get(i);
            if (lines.length != together.size()) {
                question.sink.error(
                        DewberryException.busy(lines.length + " answers came instead of " + together.size(), null));
            } else if (lines[i].equals(GatheredAnswers.AGAIN)) {
                again(question);
            } else if (lines[i].startsWith(GatheredAnswers.REFUSAL)) {
                question.sink.error(refusal(lines[i].substring(GatheredAnswers.REFUSAL.length())));
            } else {
                question.sink.success(lines[i]);
            }
        }
    }

    /// What follows the call that ends now finds it.
    private void again(Question question) {
        if (!add(question)) {
            question.sink.error(DewberryException.busy("too many wait for an answer", null));
        }
    }

    private static DewberryException refusal(String problem) {
        Fields fields = new Fields(Json.read(problem));
        ErrorCode code = ErrorCode.ofWire(fields.text("code"));
        Long retryAfter = fields.optionalNumber("retryAfterMs", 0, Long.MAX_VALUE);
        return new DewberryException(
                code == null ? ErrorCode.BUSY : code,
                fields.text("detail"),
                retryAfter == null ? null : Duration.ofMillis(retryAfter),
                null);
    }
}
