/// Conversations and their members, as other services ask for them.
@NullMarked
package dev.dewberry.storage.conversation;

import org.jspecify.annotations.NullMarked;
