/// From MariaDB to the committed streams.
@NullMarked
package dev.dewberry.storage.publish;

import org.jspecify.annotations.NullMarked;
