@NullMarked
package dev.dewberry.message.app;

import org.jspecify.annotations.NullMarked;
