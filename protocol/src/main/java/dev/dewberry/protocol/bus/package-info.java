@NullMarked
package dev.dewberry.protocol.bus;

import org.jspecify.annotations.NullMarked;
