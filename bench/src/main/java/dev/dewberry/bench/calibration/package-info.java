/// What this machine's pinned core can do without Dewberry, measured in the same run.
@NullMarked
package dev.dewberry.bench.calibration;

import org.jspecify.annotations.NullMarked;
