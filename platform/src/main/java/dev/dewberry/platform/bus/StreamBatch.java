package dev.dewberry.platform.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Records of one stream, in order.
public final class StreamBatch {

    /// What becomes of a record that cannot be read.
    @FunctionalInterface
    interface Unreadable {
        void found(int index, RuntimeException reason);
    }

    private final String stream;
    private final int partition;
    private final List<String> records;
    private final Unreadable unreadable;

    /// Leaves out what cannot be read: for tests of handlers.
    public StreamBatch(String stream, int partition, List<String> records) {
        this(stream, partition, records, (index, reason) -> {});
    }

    StreamBatch(String stream, int partition, List<String> records, Unreadable unreadable) {
        this.stream = stream;
        this.partition = partition;
        this.records = records;
        this.unreadable = unreadable;
    }

    public String stream() {
        return stream;
    }

    /// −1 where the stream belongs to none.
    public int partition() {
        return partition;
    }

    /// As they were written. Who decodes them lets [#decode] do it.
    public List<String> records() {
        return records;
    }

    /// The records that can be read. Those that cannot are set aside (see [BusKeys#POISON]), so that they do
    /// not hold up all that follow.
    ///
    /// @param decoder throws where it cannot read a record
    public <T> List<T> decode(Function<String, T> decoder) {
        List<T> decoded = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            try {
                decoded.add(decoder.apply(records.get(i)));
            } catch (RuntimeException e) {
                unreadable.found(i, e);
            }
        }
        return decoded;
    }
}
