@NullMarked
package dev.dewberry.gateway.app;

import org.jspecify.annotations.NullMarked;
