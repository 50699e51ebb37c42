package dev.dewberry.gateway.session;

import dev.dewberry.platform.security.ClientIdentity;

/// What came of looking at an access token.
public sealed interface TokenVerdict {

    record Valid(ClientIdentity identity) implements TokenVerdict {}

    /// Forged, of somebody else, or no token at all: counted against the address that it came from.
    record Invalid() implements TokenVerdict {}

    /// Good once. Neither this nor [Revoked] is counted: nobody guesses a signature, and on a Monday
    /// morning a whole school comes back with such tokens.
    record Expired() implements TokenVerdict {}

    record Revoked(boolean banned) implements TokenVerdict {}

    /// Nobody can tell now: the keys, or the revoked sessions, are not known.
    record Unknown() implements TokenVerdict {}
}
