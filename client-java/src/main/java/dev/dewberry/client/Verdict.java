package dev.dewberry.client;

import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.ErrorCode;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What a client does when the server ends a connection or gives no token.
enum Verdict {
    /// Another token is needed.
    SIGN_IN,
    /// The user is banned: stop.
    BANNED,
    /// A newer socket of this device took the place: stop.
    REPLACED,
    /// Try again.
    COME_BACK,
    /// Try again, but not soon.
    BACK_OFF;

    private static final Logger LOG = Logger.getLogger(Verdict.class.getName());

    /// Codes that the protocol does not name (1000, 1001, 1006 …) say that a connection has ended, and no more.
    static Verdict ofClose(int code) {
        if (code == CloseCode.UNAUTHENTICATED.code()) {
            return SIGN_IN;
        } else if (code == CloseCode.BANNED.code()) {
            return BANNED;
        } else if (code == CloseCode.TOO_MANY_SOCKETS.code()) {
            return REPLACED;
        } else if (code == CloseCode.TOO_FAST.code()) {
            return BACK_OFF;
        } else if (code == CloseCode.TOO_BIG.code() || code == CloseCode.MALFORMED.code()) {
            LOG.log(Level.SEVERE, "the server closed with {0}: a bug of this SDK, please report it", code);
            return BACK_OFF;
        }
        return COME_BACK;
    }

    /// @param signingIn with a password, not with a session
    static Verdict ofTokenFailure(DewberryException failure, boolean signingIn) {
        ErrorCode code = failure.protocolCode();
        if (failure.code().equals(DewberryException.SIGN_IN_NEEDED)
                || code == ErrorCode.BAD_CREDENTIALS
                || code == ErrorCode.UNAUTHENTICATED) {
            return SIGN_IN;
        } else if (code == ErrorCode.BAD_FRAME && signingIn) {
            // Such as a name that no user can have: no use in asking again.
            return SIGN_IN;
        }
        return code == ErrorCode.FORBIDDEN ? BANNED : COME_BACK;
    }
}
