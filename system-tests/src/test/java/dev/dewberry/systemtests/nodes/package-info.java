/// Three machines, each with a network of its own, of which one is unplugged.
@NullMarked
package dev.dewberry.systemtests.nodes;

import org.jspecify.annotations.NullMarked;
