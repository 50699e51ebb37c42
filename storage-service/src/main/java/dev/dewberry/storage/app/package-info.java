/// Main and wiring.
@NullMarked
package dev.dewberry.storage.app;

import org.jspecify.annotations.NullMarked;
