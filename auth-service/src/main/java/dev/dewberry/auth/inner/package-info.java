/// What the other services ask.
@NullMarked
package dev.dewberry.auth.inner;

import org.jspecify.annotations.NullMarked;
