@NullMarked
package dev.dewberry.protocol.json;

import org.jspecify.annotations.NullMarked;
