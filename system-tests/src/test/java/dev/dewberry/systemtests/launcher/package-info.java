/// What `./dewberry` promises to the person who types it.
@NullMarked
package dev.dewberry.systemtests.launcher;

import org.jspecify.annotations.NullMarked;
