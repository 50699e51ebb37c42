/// Main and wiring.
@NullMarked
package dev.dewberry.auth.app;

import org.jspecify.annotations.NullMarked;
