@NullMarked
package dev.dewberry.message.delivery;

import org.jspecify.annotations.NullMarked;
