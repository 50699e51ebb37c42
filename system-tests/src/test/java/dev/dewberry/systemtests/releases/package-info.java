/// The release before and this one on one bus and one schema.
@NullMarked
package dev.dewberry.systemtests.releases;

import org.jspecify.annotations.NullMarked;
