/// Telling the gateways what changed.
@NullMarked
package dev.dewberry.presence.announce;

import org.jspecify.annotations.NullMarked;
