@NullMarked
package dev.dewberry.gateway.presence;

import org.jspecify.annotations.NullMarked;
