/// The secrets of an installation, and where they are kept.
@NullMarked
package dev.dewberry.setup.secret;

import org.jspecify.annotations.NullMarked;
