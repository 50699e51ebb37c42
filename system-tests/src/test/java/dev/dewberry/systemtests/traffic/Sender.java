package dev.dewberry.systemtests.traffic;

import dev.dewberry.client.ClientSettings;
import dev.dewberry.client.Credentials;
import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.Listener;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A user with the real SDK who writes, reads all that comes, and remembers what he was told.
public final class Sender extends LetterWriter {

    static final int MOST_WAITING = 30;
    /// He reads up to every third event, so that there are marks and not too many.
    private static final int READS_EVERY = 3;

    private final Duration pace;
    private final DewberryClient client;
    private final Map<ConversationId, List<Long>> heard = new HashMap<>();
    private final Map<ConversationId, Long> read = new ConcurrentHashMap<>();
    private volatile boolean writing = true;
    private @Nullable Thread thread;

    public Sender(User user, List<ConversationId> conversations, Duration pace, String... gateways) {
        super(user, conversations);
        this.pace = pace;
        client = DewberryClient.builder(gateways)
                .credentials(Credentials.tokens(() -> CompletableFuture.completedFuture(user.token())))
                .settings(ClientSettings.DEFAULT.withReconnectDelays(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .listener(new Listener() {
                    @Override
                    public void onEvent(Event event) {
                        hear(event);
                    }
                })
                .build();
        client.connect();
    }

    /// Goes away for a while. What he writes meanwhile waits, and what is written to him he catches up with.
    public void leave() {
        client.disconnect();
    }

    public void comeBack() {
        client.connect();
    }

    private void hear(Event event) {
        synchronized (heard) {
            heard.computeIfAbsent(event.conversation(), id -> new ArrayList<>()).add(event.seq());
        }
        if (event.seq() % READS_EVERY == 0) {
            read.merge(event.conversation(), event.seq(), Math::max);
            client.markRead(event.conversation(), event.seq());
        }
    }

    @Override
    public void startWriting() {
        thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        int written = 0;
        while (writing) {
            LockSupport.parkNanos(pace.toNanos());
            if (written - letters.acknowledged() < MOST_WAITING) {
                written++;
                send(letters.next());
            }
        }
    }

    private void send(Sent letter) {
        client.send(new Target.ToConversation(letter.conversation()), Content.Text.of(letter.text()))
                .whenComplete((receipt, refusal) -> {
                    if (refusal == null) {
                        letter.acknowledge(receipt.seq());
                    } else {
                        letter.answer().completeExceptionally(refusal);
                    }
                });
    }

    @Override
    public void stopWriting() {
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

    /// The `seq`s of the events that came, in the order in which they came.
    public List<Long> heard(ConversationId conversation) {
        synchronized (heard) {
            return List.copyOf(heard.getOrDefault(conversation, List.of()));
        }
    }

    /// How far he has read each conversation.
    public Map<ConversationId, Long> read() {
        return Map.copyOf(read);
    }

    @Override
    public void close() {
        writing = false;
        client.close();
    }
}
