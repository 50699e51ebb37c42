package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Forgets everything with the process: each run starts with a full sync. Thread-safe.
public final class InMemoryClientStore implements ClientStore {

    private final Map<ConversationId, Long> seqs = new HashMap<>();
    private final Map<String, StoredSend> sends = new LinkedHashMap<>();
    private final Map<ConversationId, StoredMark> marks = new HashMap<>();
    private @Nullable StoredSession session;
    private @Nullable String epoch;
    private @Nullable String cursor;

    @Override
    public synchronized @Nullable StoredSession session() {
        return session;
    }

    @Override
    public synchronized void saveSession(@Nullable StoredSession session) {
        this.session = session;
    }

    @Override
    public synchronized @Nullable String epoch() {
        return epoch;
    }

    @Override
    public synchronized void saveEpoch(String epoch) {
        this.epoch = epoch;
    }

    @Override
    public synchronized @Nullable String cursor() {
        return cursor;
    }

    @Override
    public synchronized void saveCursor(String cursor) {
        this.cursor = cursor;
    }

    @Override
    public synchronized Map<ConversationId, Long> seqs() {
        return Map.copyOf(seqs);
    }

    @Override
    public synchronized void saveSeq(ConversationId conversation, long seq) {
        seqs.put(conversation, seq);
    }

    @Override
    public synchronized void removeSeq(ConversationId conversation) {
        seqs.remove(conversation);
    }

    @Override
    public synchronized List<StoredSend> sends() {
        return List.copyOf(sends.values());
    }

    @Override
    public synchronized void saveSend(StoredSend send) {
        sends.put(send.clientId(), send);
    }

    @Override
    public synchronized void removeSend(String clientId) {
        sends.remove(clientId);
    }

    @Override
    public synchronized Map<ConversationId, StoredMark> marks() {
        return Map.copyOf(marks);
    }

    @Override
    public synchronized void saveMark(ConversationId conversation, StoredMark mark) {
        marks.put(conversation, mark);
    }

    @Override
    public synchronized void removeMark(ConversationId conversation) {
        marks.remove(conversation);
    }

    @Override
    public synchronized void dropCache() {
        cursor = null;
        seqs.clear();
        marks.clear();
    }
}
