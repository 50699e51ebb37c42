package dev.dewberry.bench.client;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// The numbers of the messages that have no answer yet, in the order in which they were sent. Few at a time.
final class OpenSends {
    private int[] numbers = new int[4];
    private int size;

    void add(int n) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = n;
    }

    boolean contains(int n) {
        return indexOf(n) >= 0;
    }

    void remove(int n) {
        int at = indexOf(n);
        if (at >= 0) {
            System.arraycopy(numbers, at + 1, numbers, at, size - at - 1);
            size--;
        }
    }

    void forEach(IntConsumer action) {
        for (int i = 0; i < size; i++) {
            action.accept(numbers[i]);
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
