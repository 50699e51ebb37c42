@NullMarked
package dev.dewberry.platform.metrics;

import org.jspecify.annotations.NullMarked;
