/// Ids, epoch and the key of fingerprints.
@NullMarked
package dev.dewberry.storage.identity;

import org.jspecify.annotations.NullMarked;
