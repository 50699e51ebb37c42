/// The one transaction per batch.
@NullMarked
package dev.dewberry.storage.commit;

import org.jspecify.annotations.NullMarked;
