@NullMarked
package dev.dewberry.gateway.socket;

import org.jspecify.annotations.NullMarked;
