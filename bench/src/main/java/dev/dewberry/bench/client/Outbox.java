package dev.dewberry.bench.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The sends of one client that have no answer yet, in the order in which they were sent. Few at a time. Event loop
/// only.
final class Outbox {
    private static final int[] NONE = {};

    private final Swarm swarm;
    private int[] numbers = NONE;
    private int size;

    Outbox(Swarm swarm) {
        this.swarm = swarm;
    }

    /// Sends message `n`, or keeps it for the next connection where there is none.
    void send(@Nullable Session on, int n) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(2, size * 2));
        }
        numbers[size++] = n;
        if (on != null) {
            maybeTyping(on, n);
            write(on, n);
        }
    }

    /// Sends message `n` again, if it is still open.
    void repeat(Session on, int n) {
        if (indexOf(n) >= 0) {
            write(on, n);
        }
    }

    void repeatAll(Session on) {
        for (int i = 0; i < size; i++) {
            write(on, numbers[i]);
        }
    }

    /// Message `n` has its answer, or is given up.
    void remove(int n) {
        int at = indexOf(n);
        if (at >= 0) {
            System.arraycopy(numbers, at + 1, numbers, at, size - at - 1);
            size--;
        }
    }

    private void write(Session on, int n) {
        on.write(swarm.messages().writeSend(swarm.workbench().writer.start(), n));
    }

    private void maybeTyping(Session on, int n) {
        int percent = swarm.manners().typingPercent();
        if (percent > 0 && swarm.workbench().random.nextInt(100) < percent) {
            on.write(swarm.messages().writeTyping(swarm.workbench().writer.start(), n));
            swarm.tally().typingSent++;
        }
    }

    private int indexOf(int n) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == n) {
                return i;
            }
        }
        return -1;
    }
}
