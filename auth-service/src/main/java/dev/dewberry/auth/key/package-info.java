/// The keys that sign access tokens: made, kept, rotated, published.
@NullMarked
package dev.dewberry.auth.key;

import org.jspecify.annotations.NullMarked;
