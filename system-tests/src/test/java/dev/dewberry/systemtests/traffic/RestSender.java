package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A back end that sends by REST, one message after the other, each until it is acknowledged.
public final class RestSender extends LetterWriter {

    private static final Duration AGAIN = Duration.ofMillis(300);

    private final Duration pace;
    private final Rest rest;
    private volatile boolean writing = true;
    private volatile boolean closed;
    private @Nullable Thread thread;

    public RestSender(User user, List<ConversationId> conversations, Duration pace, String gateway) {
        super(user, conversations);
        this.pace = pace;
        rest = new Rest(gateway);
    }

    @Override
    public void startWriting() {
        thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        while (writing) {
            LockSupport.parkNanos(pace.toNanos());
            Sent letter = letters.next();
            while (!closed && !letter.answer().isDone()) {
                send(letter);
            }
        }
    }

    private void send(Sent letter) {
        String path = "/conversations/" + letter.conversation() + "/events";
        String body = """
                {"clientId":"%s","content":{"kind":"text","text":%s}}""".formatted(letter.text(), RawClient.quoted(letter.text()));
        Rest.Answer answer;
        try {
            answer = rest.post(path, user.token(), body);
        } catch (IllegalStateException silence) {
            LockSupport.parkNanos(AGAIN.toNanos());
            return;
        }
        if (answer.status() == 201 || answer.status() == 200) {
            letter.acknowledge(answer.body().path("seq").asLong());
        } else if (answer.status() >= 500 || answer.status() == 429) {
            LockSupport.parkNanos(AGAIN.toNanos());
        } else {
            letter.answer().completeExceptionally(new IllegalStateException(answer.status() + " " + answer.body()));
        }
    }

    @Override
    public void stopWriting() {
        writing = false;
    }

    @Override
    public void close() {
        writing = false;
        closed = true;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }
}
