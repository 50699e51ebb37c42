/// Which gateways live, and who is connected to them, as the gateways write it.
@NullMarked
package dev.dewberry.presence.route;

import org.jspecify.annotations.NullMarked;
