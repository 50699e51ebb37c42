package dev.dewberry.gateway.session;

import dev.dewberry.platform.security.ClientIdentity;

/// What came of looking at an access token.
public sealed interface TokenVerdict {

    record Valid(ClientIdentity identity) implements TokenVerdict {}

    /// Forged, expired, of somebody else, or no token at all.
    record Invalid() implements TokenVerdict {}

    record Revoked(boolean banned) implements TokenVerdict {}

    /// Nobody can tell now: the keys, or the revoked sessions, are not known.
    record Unknown() implements TokenVerdict {}
}
