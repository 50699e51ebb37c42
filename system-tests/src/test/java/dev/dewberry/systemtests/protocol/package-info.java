/// The client protocol, rule by rule, by a client that knows nothing but its text.
@NullMarked
package dev.dewberry.systemtests.protocol;

import org.jspecify.annotations.NullMarked;
