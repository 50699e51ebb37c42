package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every message of a run by its number: when it was due, who sent it where, how it was answered, how often it arrived.
/// Flat arrays, because a run has millions. Event loop only.
public final class Ledger {
    private final List<Conversation> conversations;
    private final List<Client> clients;
    private int count;
    private long[] due = new long[1 << 16];
    private long[] seq = new long[1 << 16];
    private long[] event = new long[1 << 16];
    private int[] conversation = new int[1 << 16];
    private int[] sender = new int[1 << 16];
    private int[] arrived = new int[1 << 16];
    private byte[] tries = new byte[1 << 16];
    private final BitSet givenUp = new BitSet();
    private @Nullable Window[] window = new @Nullable Window[1 << 16];

    public Ledger(List<Conversation> conversations, List<Client> clients) {
        this.conversations = conversations;
        this.clients = clients;
    }

    int add(long dueNanos, Client from, Conversation to, @Nullable Window in) {
        if (count == due.length) {
            grow();
        }
        due[count] = dueNanos;
        conversation[count] = to.index();
        sender[count] = from.index();
        window[count] = in;
        if (in != null) {
            in.enter(dueNanos, to.members().size() - 1);
        }
        return count++;
    }

    private void grow() {
        int size = count * 2;
        due = Arrays.copyOf(due, size);
        seq = Arrays.copyOf(seq, size);
        event = Arrays.copyOf(event, size);
        conversation = Arrays.copyOf(conversation, size);
        sender = Arrays.copyOf(sender, size);
        arrived = Arrays.copyOf(arrived, size);
        tries = Arrays.copyOf(tries, size);
        window = Arrays.copyOf(window, size);
    }

    /// How many messages there are; their numbers run from 0.
    public int count() {
        return count;
    }

    public boolean knows(long n) {
        return n >= 0 && n < count;
    }

    public long due(int n) {
        return due[n];
    }

    public Conversation conversation(int n) {
        return conversations.get(conversation[n]);
    }

    public Client sender(int n) {
        return clients.get(sender[n]);
    }

    public @Nullable Window window(int n) {
        return window[n];
    }

    /// The `seq` it was acknowledged with, 0 while it was not.
    public long seq(int n) {
        return seq[n];
    }

    public long event(int n) {
        return event[n];
    }

    /// How many recipients have it.
    public int arrived(int n) {
        return arrived[n];
    }

    /// How often it was sent again.
    int tries(int n) {
        return tries[n];
    }

    public boolean repeated(int n) {
        return tries[n] > 0;
    }

    /// Nobody waits for it any more.
    boolean givenUp(int n) {
        return givenUp.get(n);
    }

    void giveUp(int n) {
        givenUp.set(n);
    }

    void repeat(int n) {
        tries[n] = (byte) Math.min(100, tries[n] + 1);
    }

    /// False where it was acknowledged before.
    boolean acked(int n, long withSeq, long withEvent) {
        if (seq[n] != 0) {
            return false;
        }
        seq[n] = withSeq;
        event[n] = withEvent;
        return true;
    }

    void arrive(int n) {
        arrived[n]++;
    }
}
