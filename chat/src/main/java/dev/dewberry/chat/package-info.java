/// A chat in the terminal, on the Java SDK: conversations with unread counts, history, marks, people and groups.
@NullMarked
package dev.dewberry.chat;

import org.jspecify.annotations.NullMarked;
