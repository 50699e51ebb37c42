/// Answers about the presence of some users.
@NullMarked
package dev.dewberry.presence.query;

import org.jspecify.annotations.NullMarked;
