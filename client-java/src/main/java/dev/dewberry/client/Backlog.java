package dev.dewberry.client;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.frame.Event;

/// How many events are held in one place, and how large they are, roughly. It refuses nothing: it says that it is
/// full, and its users then leave what comes to the history, which can be read later. Thread-safe.
final class Backlog {

    static final int MOST_EVENTS = 1000;
    /// About as many bytes, or twice that where texts are not Latin.
    static final long MOST_CHARACTERS = 4 * 1024 * 1024;
    /// For ids and objects around a short text.
    private static final int AROUND_CONTENT = 200;

    private final Runnable onRoom;
    private int events;
    private long characters;
    private boolean full;

    Backlog() {
        this(() -> {});
    }

    /// @param onRoom called when it is half empty after it was full, on the thread that removes
    Backlog(Runnable onRoom) {
        this.onRoom = onRoom;
    }

    synchronized void add(Event event) {
        events++;
        characters += size(event);
        full |= events >= MOST_EVENTS || characters >= MOST_CHARACTERS;
    }

    void remove(Event event) {
        if (makesRoom(event)) {
            onRoom.run();
        }
    }

    /// Until it is half empty, so that what was left out comes back by the page and not one by one.
    synchronized boolean isFull() {
        return full;
    }

    private synchronized boolean makesRoom(Event event) {
        events--;
        characters -= size(event);
        boolean makesRoom = full && events <= MOST_EVENTS / 2 && characters <= MOST_CHARACTERS / 2;
        full &= !makesRoom;
        return makesRoom;
    }

    private static long size(Event event) {
        Content content = event.content();
        if (content instanceof Content.Text text) {
            return AROUND_CONTENT + text.text().length();
        } else if (content instanceof Content.Custom custom) {
            return AROUND_CONTENT + custom.data().length();
        } else if (content instanceof Content.Unknown unknown) {
            return AROUND_CONTENT + unknown.json().length();
        } else if (content instanceof Content.Member member) {
            return (long) AROUND_CONTENT * (1 + member.users().size());
        }
        return AROUND_CONTENT;
    }
}
