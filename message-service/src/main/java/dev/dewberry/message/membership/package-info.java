@NullMarked
package dev.dewberry.message.membership;

import org.jspecify.annotations.NullMarked;
