/// The five services as processes, and clients that look at them from outside.
@NullMarked
package dev.dewberry.systemtests.cluster;

import org.jspecify.annotations.NullMarked;
