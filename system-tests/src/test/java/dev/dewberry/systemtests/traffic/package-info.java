/// Users who write all the time, whatever is done to the system, and the judgement of what became of it.
@NullMarked
package dev.dewberry.systemtests.traffic;

import org.jspecify.annotations.NullMarked;
