@NullMarked
package dev.dewberry.platform.error;

import org.jspecify.annotations.NullMarked;
