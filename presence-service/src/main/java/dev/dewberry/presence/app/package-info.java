/// Main and wiring.
@NullMarked
package dev.dewberry.presence.app;

import org.jspecify.annotations.NullMarked;
