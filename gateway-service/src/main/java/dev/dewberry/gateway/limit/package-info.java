@NullMarked
package dev.dewberry.gateway.limit;

import org.jspecify.annotations.NullMarked;
