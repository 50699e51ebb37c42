/// Random secrets, digests and sealing.
@NullMarked
package dev.dewberry.auth.crypto;

import org.jspecify.annotations.NullMarked;
