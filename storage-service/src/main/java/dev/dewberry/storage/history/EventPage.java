package dev.dewberry.storage.history;

import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.hot.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Collects the events of one answer in the direction of reading, until they would be too many bytes.
public final class EventPage {

    private final UserId user;
    private final boolean upwards;
    private final Deque<String> events = new ArrayDeque<>();
    private long bytesLeft;
    private boolean full;

    /// @param user who reads
    /// @param bytes that the events may take together
    public EventPage(UserId user, boolean upwards, long bytes) {
        this.user = user;
        this.upwards = upwards;
        this.bytesLeft = bytes;
    }

    /// @return false where it does not fit any more
    public boolean add(StoredEvent event) {
        String json = event.jsonFor(user);
        long size = json.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (full || size > bytesLeft) {
            full = true;
            return false;
        }
        bytesLeft -= size;
        if (upwards) {
            events.addLast(json);
        } else {
            events.addFirst(json);
        }
        return true;
    }

    public boolean isFull() {
        return full;
    }

    /// The JSON array, rising by `seq`.
    public String toJson() {
        StringBuilder json = new StringBuilder("[");
        for (Iterator<String> all = events.iterator(); all.hasNext(); ) {
            json.append(all.next());
            if (all.hasNext()) {
                json.append(',');
            }
        }
        return json.append(']').toString();
    }
}
