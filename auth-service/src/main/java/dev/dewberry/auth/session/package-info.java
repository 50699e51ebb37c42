/// Devices, sessions and their tokens, from the sign-in to the end.
@NullMarked
package dev.dewberry.auth.session;

import org.jspecify.annotations.NullMarked;
