@NullMarked
package dev.dewberry.message.command;

import org.jspecify.annotations.NullMarked;
