@NullMarked
package dev.dewberry.platform.bus;

import org.jspecify.annotations.NullMarked;
