/// Faults in a random order that a seed fixes, under traffic that is checked to the last message.
@NullMarked
package dev.dewberry.systemtests.chaos;

import org.jspecify.annotations.NullMarked;
