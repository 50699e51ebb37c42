package dev.dewberry.systemtests.faults;

import dev.dewberry.client.ClientSettings;
import dev.dewberry.client.Credentials;
import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.Listener;
import dev.dewberry.client.SendReceipt;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A user with the real SDK who writes at a steady pace, whatever happens, and remembers what he was told.
final class Sender implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(120);
    private static final int MOST_WAITING = 30;

    /// What was sent, and the promise of its receipt.
    record Sent(ConversationId conversation, String text, CompletableFuture<SendReceipt> receipt) {}

    final User user;
    private final List<ConversationId> conversations;
    private final DewberryClient client;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<ConversationId, List<Event>> heard = new HashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean writing = true;
    private @Nullable Thread thread;

    Sender(User user, List<ConversationId> conversations, String... gateways) {
        this.user = user;
        this.conversations = conversations;
        client = DewberryClient.builder(gateways)
                .credentials(Credentials.tokens(() -> CompletableFuture.completedFuture(user.token())))
                .settings(ClientSettings.DEFAULT.withReconnectDelays(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .listener(new Listener() {
                    @Override
                    public void onEvent(Event event) {
                        synchronized (heard) {
                            heard.computeIfAbsent(event.conversation(), id -> new ArrayList<>())
                                    .add(event);
                        }
                    }
                })
                .build();
        client.connect();
    }

    void startWriting() {
        thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        int number = 0;
        while (writing) {
            LockSupport.parkNanos(PACE.toNanos());
            if (number - acknowledged.get() < MOST_WAITING) {
                ConversationId conversation = conversations.get(number % conversations.size());
                String text = user.username() + "#" + number++;
                CompletableFuture<SendReceipt> receipt =
                        client.send(new Target.ToConversation(conversation), Content.Text.of(text));
                receipt.thenRun(acknowledged::incrementAndGet);
                synchronized (sent) {
                    sent.add(new Sent(conversation, text, receipt));
                }
            }
        }
    }

    void stopWriting() {
        writing = false;
        Thread started = thread;
        if (started == null) {
            return;
        }
        try {
            started.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    List<Sent> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    List<Event> heard(ConversationId conversation) {
        synchronized (heard) {
            return List.copyOf(heard.getOrDefault(conversation, List.of()));
        }
    }

    @Override
    public void close() {
        writing = false;
        client.close();
    }
}
