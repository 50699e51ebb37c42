@NullMarked
package dev.dewberry.protocol.frame;

import org.jspecify.annotations.NullMarked;
