/// Pages of a conversation's log.
@NullMarked
package dev.dewberry.storage.history;

import org.jspecify.annotations.NullMarked;
