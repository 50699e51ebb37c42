/// Health checks for engines that can only run a command.
@NullMarked
package dev.dewberry.setup.health;

import org.jspecify.annotations.NullMarked;
