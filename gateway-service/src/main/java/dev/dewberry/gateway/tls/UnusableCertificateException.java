package dev.dewberry.gateway.tls;

/// The certificate or its key cannot be used; the message names the file and says why.
public final class UnusableCertificateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableCertificateException(String message) {
        super(message);
    }

    UnusableCertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
