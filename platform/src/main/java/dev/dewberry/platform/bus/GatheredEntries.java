package dev.dewberry.platform.bus;

import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The records of one stream out of the several entries of a read, and where each entry's begin. Not
/// thread-safe.
final class GatheredEntries {

    private final String stream;
    private final Poison poison;
    private final List<String> records = new ArrayList<>();
    private final NavigableMap<Integer, String> entries = new TreeMap<>();

    GatheredEntries(String stream, Poison poison) {
        this.stream = stream;
        this.poison = poison;
    }

    void add(StreamMessage<String, String> message) {
        entries.put(records.size(), message.getId());
        String entry = message.getBody().get(StreamWriter.FIELD);
        // Whatever else is in it, nobody can read that.
        records.addAll(entry == null ? List.of(message.getBody().toString()) : List.of(entry.split("\n", -1)));
    }

    int size() {
        return records.size();
    }

    String oldest() {
        return entries.firstEntry().getValue();
    }

    String last() {
        return entries.lastEntry().getValue();
    }

    StreamBatch batch(int partition) {
        return new StreamBatch(stream, partition, records, this::setAside);
    }

    private void setAside(int index, RuntimeException reason) {
        Map.Entry<Integer, String> entry = entries.floorEntry(index);
        poison.setAside(stream, entry.getValue(), index - entry.getKey(), records.get(index), reason);
    }
}
