/// Messages on a line that others fill.
@NullMarked
package dev.dewberry.systemtests.uplink;

import org.jspecify.annotations.NullMarked;
