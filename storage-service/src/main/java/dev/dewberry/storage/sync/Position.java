package dev.dewberry.storage.sync;

/// Where a page of conversations, newest first, ended.
///
/// @param at of the last conversation's newest event
/// @param id of that conversation
record Position(long at, String id) {

    /// Before the newest.
    static final Position START = new Position(Long.MAX_VALUE, "");
}
