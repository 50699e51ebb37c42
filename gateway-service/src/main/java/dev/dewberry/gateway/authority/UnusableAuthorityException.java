package dev.dewberry.gateway.authority;

/// The certificate of the authority cannot be shown; the message names the file and says why.
final class UnusableAuthorityException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableAuthorityException(String message) {
        super(message);
    }

    UnusableAuthorityException(String message, Throwable cause) {
        super(message, cause);
    }
}
