/// Hashing of passwords, bounded in memory and threads.
@NullMarked
package dev.dewberry.auth.password;

import org.jspecify.annotations.NullMarked;
