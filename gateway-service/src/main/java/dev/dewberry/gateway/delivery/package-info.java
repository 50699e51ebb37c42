@NullMarked
package dev.dewberry.gateway.delivery;

import org.jspecify.annotations.NullMarked;
