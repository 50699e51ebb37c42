package dev.dewberry.gateway.command;

import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.platform.error.Problem;
import dev.dewberry.platform.http.GatheredCalls;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.metrics.Latency;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.json.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.ChannelFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// `sync` and `history`: asked of storage-service on behalf of the user, whose answer is copied into the
/// frame as it is.
public final class Queries {

    /// Answers on their way to clients, of this gateway. Past that, who asks has to wait: not all of them may
    /// be of a kind who asks for a lot and then does not read.
    private static final long MAX_BYTES_UNDER_WAY = 24 * 1024 * 1024;

    private static final long RETRY_MILLIS = 500;

    private final ServiceClient storage;
    private final GatheredCalls syncs;
    private final Timer syncTime;
    private final Timer historyTime;
    private final AtomicLong bytesUnderWay = new AtomicLong();

    public Queries(ServiceClient storage, Disturbance disturbance, MeterRegistry meters) {
        this.storage = storage;
        this.syncs = new GatheredCalls(storage, "/internal/v1/syncs", Integer.MAX_VALUE, disturbance::slowdown);
        this.syncTime = time("sync", meters);
        this.historyTime = time("history", meters);
    }

    private static Timer time(String type, MeterRegistry meters) {
        return Latency.timer("dewberry.gateway.query", "Time from a question to its answer or refusal")
                .tag("type", type)
                .register(meters);
    }

    public void sync(Session session, ClientFrame.Sync sync) {
        String question = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("user", session.user().toString());
            out.writeStringProperty("cursor", sync.cursor());
            out.writeNumberProperty("events", sync.events());
            out.writeNumberProperty("limit", sync.limit());
            out.writeEndObject();
        });
        ask(session, sync.id(), "conversations", syncTime, syncs.ask(question, 1));
    }

    public void history(Session session, ClientFrame.History history) {
        StringBuilder path = new StringBuilder("/internal/v1/conversations/")
                .append(history.conversation())
                .append("/events?limit=")
                .append(history.limit());
        append(path, "after", history.after());
        append(path, "before", history.before());
        ask(session, history.id(), "events", historyTime, storage.get(path.toString(), session.user()));
    }

    private static void append(StringBuilder path, String name, @Nullable Long value) {
        if (value != null) {
            path.append('&').append(name).append('=').append(value);
        }
    }

    private void ask(Session session, String id, String type, Timer time, Mono<String> answer) {
        if (bytesUnderWay.get() > MAX_BYTES_UNDER_WAY) {
            session.busy(id, "too much to do");
        } else if (!session.allowance().tryBeginQuery()) {
            session.error(id, ErrorCode.RATE_LIMITED, "too many requests at once", RETRY_MILLIS);
        } else {
            long began = System.nanoTime();
            Disposable unused = answer.doFinally(end -> time.record(System.nanoTime() - began, TimeUnit.NANOSECONDS))
                    .subscribe(
                            body -> session.socket().loop().execute(() -> onAnswer(session, id, type, body)),
                            error -> session.socket().loop().execute(() -> onError(session, id, error)));
        }
    }

    private void onAnswer(Session session, String id, String type, String body) {
        session.allowance().endQuery();
        byte[] head = head(type, id, body);
        byte[] rest = body.substring(1).getBytes(StandardCharsets.UTF_8);
        ChannelFuture written = session.socket().answer(head, rest);
        if (written != null) {
            bytesUnderWay.addAndGet(rest.length);
            written.addListener(done -> bytesUnderWay.addAndGet(-rest.length));
        }
    }

    /// Everything up to the first member of the body, whose own brace is left out.
    private static byte[] head(String type, String id, String body) {
        String head = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            out.writeStringProperty("id", id);
            out.writeEndObject();
        });
        String open = head.substring(0, head.length() - 1);
        return (body.equals("{}") ? open : open + ",").getBytes(StandardCharsets.UTF_8);
    }

    private static void onError(Session session, String id, Throwable error) {
        session.allowance().endQuery();
        Problem problem = Problem.of(error);
        Long retryAfter =
                problem.retryAfter() == null ? null : problem.retryAfter().toMillis();
        session.error(id, problem.code(), problem.detail(), retryAfter);
    }
}
