/// The hot end of conversations in Redis: lists, heads, marks and newest events, exactly as of the last
/// published commit.
@NullMarked
package dev.dewberry.storage.hot;

import org.jspecify.annotations.NullMarked;
