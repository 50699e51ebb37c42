/// Files that survive a power cut.
@NullMarked
package dev.dewberry.setup.file;

import org.jspecify.annotations.NullMarked;
