/// Main: which command, which environment.
@NullMarked
package dev.dewberry.setup.app;

import org.jspecify.annotations.NullMarked;
