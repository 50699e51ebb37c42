@NullMarked
package dev.dewberry.gateway.command;

import org.jspecify.annotations.NullMarked;
