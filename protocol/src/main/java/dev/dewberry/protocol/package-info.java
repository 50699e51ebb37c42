@NullMarked
package dev.dewberry.protocol;

import org.jspecify.annotations.NullMarked;
