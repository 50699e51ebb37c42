/// What changed since a cursor, and the list of conversations.
@NullMarked
package dev.dewberry.storage.sync;

import org.jspecify.annotations.NullMarked;
