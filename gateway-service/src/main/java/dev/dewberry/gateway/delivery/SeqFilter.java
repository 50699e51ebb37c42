package dev.dewberry.gateway.delivery;

import dev.dewberry.protocol.ConversationId;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Lets each event of a conversation pass once and in order, by the last `seq` that it let pass, and sees
/// where some were left out.
///
/// Memory is bounded by two generations of one open-addressing table: when the young one is full it becomes
/// the old one, and what was not seen since is forgotten. A forgotten conversation is like a new one. Keys
/// are 64-bit hashes of the conversation's id under a random seed; two of 100,000 conversations share one
/// with a chance of one in a billion. Not thread-safe.
public final class SeqFilter {

    /// What is to be done with an event.
    public enum Verdict {
        PASS,
        /// It, or a later one, was passed on before.
        STALE,
        /// Events before it were left out, for those who were there when the last one passed.
        JUMP
    }

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final int capacity;
    private Table young;
    private Table old;
    private long watermark;

    /// @param capacity conversations in a generation, a power of two
    public SeqFilter(int capacity) {
        this.capacity = capacity;
        this.young = new Table(capacity);
        this.old = new Table(capacity);
    }

    /// @param order a number that everybody who is there now has reached, and nobody who comes later
    /// @return for [Verdict#JUMP], [#watermark()] tells who was there before
    public Verdict judge(ConversationId conversation, long seq, long order) {
        long key = hash(conversation.toString());
        int slot = young.find(key);
        long last = 0;
        if (slot >= 0) {
            last = young.seqs[slot];
            watermark = young.orders[slot];
        } else {
            int before = old.find(key);
            if (before >= 0) {
                last = old.seqs[before];
                watermark = old.orders[before];
            }
        }
        if (seq <= last) {
            return Verdict.STALE;
        }
        put(key, seq, order);
        return last == 0 || seq == last + 1 ? Verdict.PASS : Verdict.JUMP;
    }

    /// The `order` with which the last event before the one just judged had passed.
    public long watermark() {
        return watermark;
    }

    /// The store is another one: what was passed on says nothing about what comes.
    public void clear() {
        young = new Table(capacity);
        old = new Table(capacity);
    }

    private void put(long key, long seq, long order) {
        if (young.isFull()) {
            Table reused = old;
            old = young;
            young = reused;
            young.clear();
        }
        young.put(key, seq, order);
    }

    private long hash(String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        hash *= 0xBF58476D1CE4E5B9L;
        hash ^= hash >>> 32;
        // 0 marks a free slot.
        return hash == 0 ? 1 : hash;
    }

    private static final class Table {
        private final long[] keys;
        private final long[] seqs;
        private final long[] orders;
        private final int mask;
        private int size;

        Table(int capacity) {
            int slots = Integer.highestOneBit(capacity) * 2;
            keys = new long[slots];
            seqs = new long[slots];
            orders = new long[slots];
            mask = slots - 1;
        }

        boolean isFull() {
            return size >= keys.length / 2;
        }

        void clear() {
            Arrays.fill(keys, 0);
            size = 0;
        }

        /// The slot, or −1.
        int find(long key) {
            int slot = (int) key & mask;
            while (keys[slot] != 0) {
                if (keys[slot] == key) {
                    return slot;
                }
                slot = slot + 1 & mask;
            }
            return -1;
        }

        void put(long key, long seq, long order) {
            int slot = (int) key & mask;
            while (keys[slot] != 0 && keys[slot] != key) {
                slot = slot + 1 & mask;
            }
            if (keys[slot] == 0) {
                size++;
            }
            keys[slot] = key;
            seqs[slot] = seq;
            orders[slot] = order;
        }
    }
}
