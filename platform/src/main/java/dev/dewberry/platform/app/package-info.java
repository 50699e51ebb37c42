@NullMarked
package dev.dewberry.platform.app;

import org.jspecify.annotations.NullMarked;
