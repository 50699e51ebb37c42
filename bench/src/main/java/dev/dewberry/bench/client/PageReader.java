package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.ServerFrame;

/// Gets the pages of history that were asked for by [Client#page]. Called on the event loop.
public interface PageReader {
    /// @param request the number that was given with the question
    /// @param page the answer, good during the call only
    /// @param entry to be filled with one event after another
    /// @param now [System#nanoTime()] when the bytes were read
    void page(int request, ServerFrame page, ServerFrame entry, long now);

    void refused(int request, long retryAfterMs);

    /// For swarms in which nobody asks.
    PageReader NOBODY = new PageReader() {
        @Override
        public void page(int request, ServerFrame page, ServerFrame entry, long now) {
            // Nobody asked.
        }

        @Override
        public void refused(int request, long retryAfterMs) {
            // Nobody asked.
        }
    };
}
