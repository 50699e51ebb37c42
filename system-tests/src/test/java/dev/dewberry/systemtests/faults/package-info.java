/// What is left of the promises when something is killed, stopped or restarted.
@NullMarked
package dev.dewberry.systemtests.faults;

import org.jspecify.annotations.NullMarked;
